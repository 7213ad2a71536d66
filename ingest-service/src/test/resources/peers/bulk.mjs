// @elastic/elasticsearch as its users write to Elasticsearch: arguments are URL, number of documents and token.
import { createRequire } from 'node:module'

const [url, number, token, modules] = process.argv.slice(2)
const { Client, errors } = createRequire(modules + '/')('@elastic/elasticsearch')
const client = new Client({ node: url, auth: { apiKey: token }, compression: true })

console.log('info', (await client.info()).tagline)
console.log('ping', await client.ping())
console.log('health', (await client.cluster.health()).status)

const documents = Array.from({ length: Number(number) }, (_, i) => ({ id: `js-${i}`, message: `js ${i}` }))
const result = await client.helpers.bulk({
  datasource: documents,
  flushBytes: 5000,
  concurrency: 3,
  onDocument: (document) => ({ create: { _index: 'js-bulk', _id: document.id } }),
})
console.log('bulk', result.successful, result.failed)

const refused = await client.bulk({ operations: [{ delete: { _index: 'js-bulk', _id: 'js-1' } }] })
console.log('delete', refused.errors, refused.items[0].delete.status)
console.log('index', (await client.index({ index: 'js-single', id: 'one', document: { message: 'alone' } })).result)
try {
  await client.search({ index: 'js-bulk' })
  console.log('search found something')
} catch (e) {
  console.log('search', e instanceof errors.ResponseError ? e.statusCode : e)
}
