# Finds a JDK 25 or newer and exports JAVA_HOME; sourced by mvnw and by tocsin.
# Spotless formats with the parser of the JVM that runs Maven, so Maven itself has to run on it.
tocsin_jdk_on_path=$(command -v javac 2>/dev/null) || tocsin_jdk_on_path=""
while [ -h "$tocsin_jdk_on_path" ]; do
  tocsin_jdk_link=$(readlink "$tocsin_jdk_on_path")
  case $tocsin_jdk_link in
    /*) tocsin_jdk_on_path=$tocsin_jdk_link ;;
    *) tocsin_jdk_on_path=${tocsin_jdk_on_path%/*}/$tocsin_jdk_link ;;
  esac
done
tocsin_jdk_found=""
tocsin_jdk_looked=""
for tocsin_jdk in "${JAVA_HOME:-}" "${JAVA_HOME_25_X64:-}" "${JAVA_HOME_25_ARM64:-}" "${tocsin_jdk_on_path%/bin/javac}" \
  /usr/lib/jvm/* "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* \
  /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-/}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
  /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
  /opt/java/* /opt/jdk*; do
  [ -n "$tocsin_jdk" ] || continue
  tocsin_jdk_looked="$tocsin_jdk_looked
$tocsin_jdk"
  if [ -r "$tocsin_jdk/release" ] && [ -x "$tocsin_jdk/bin/javac" ] \
    && grep -Eq '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$tocsin_jdk/release"; then
    JAVA_HOME=$tocsin_jdk
    tocsin_jdk_found=$tocsin_jdk
    export JAVA_HOME
    break
  fi
done
