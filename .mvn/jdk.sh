# Finds a JDK 25 or newer and exports JAVA_HOME; sourced by mvnw and by tocsin.
# Spotless formats with the parser of the JVM that runs Maven, so Maven itself has to run on it.
tocsin_jdk_looked=""
for tocsin_jdk in "${JAVA_HOME:-}" "${JAVA_HOME_25_X64:-}" "${JAVA_HOME_25_ARM64:-}" \
  /usr/lib/jvm/*25* "$HOME"/.sdkman/candidates/java/25* "$HOME"/.jdks/*25* \
  /Library/Java/JavaVirtualMachines/*25*/Contents/Home /opt/homebrew/opt/openjdk@25; do
  [ -n "$tocsin_jdk" ] || continue
  tocsin_jdk_looked="$tocsin_jdk_looked $tocsin_jdk"
  if [ -r "$tocsin_jdk/release" ] && [ -x "$tocsin_jdk/bin/javac" ] \
    && grep -Eq '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$tocsin_jdk/release"; then
    JAVA_HOME=$tocsin_jdk
    export JAVA_HOME
    break
  fi
done
