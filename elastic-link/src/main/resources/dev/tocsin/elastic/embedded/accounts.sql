-- Fed to PostgreSQL's single-user mode before each start, the folder of the data being the current one. One statement,
-- so that it is done as a whole or not at all, and for the same reason no empty line inside: it would end there.
do $accounts$
declare
  change text;
begin
  if not exists (select from pg_roles where rolname = 'tocsin') then
    create role tocsin;
  end if;
  execute format('alter role postgres password %L', rtrim(pg_read_file('../superuser-password'), E'\n'));
  execute format('alter role tocsin login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password %L',
    rtrim(pg_read_file('../engine-password'), E'\n'));
  alter database postgres owner to tocsin;
  -- Everything was the superuser's when there was no other role. What depends on a table goes with it.
  for change in
    select format('alter schema %I owner to tocsin', nspname)
    from pg_namespace
    where nspowner = 'postgres'::regrole and nspname !~ '^pg_' and nspname <> 'information_schema'
    union all
    select format('alter table %s owner to tocsin', relation.oid::regclass)
    from pg_class relation join pg_namespace on pg_namespace.oid = relnamespace
    where relowner = 'postgres'::regrole and nspname !~ '^pg_' and nspname <> 'information_schema'
      and relkind in ('r', 'p', 'v', 'm', 'S')
      and not exists (
        select from pg_depend
        where classid = 'pg_class'::regclass and objid = relation.oid and deptype in ('a', 'i', 'e')
          and (relkind = 'S' or deptype = 'e'))
  loop
    execute change;
  end loop;
end
$accounts$;

