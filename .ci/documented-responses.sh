#!/usr/bin/env bash
# The documents' curl lines, pasted into a shell word for word, against the built jar on port 3000 as documented.
# usage: .ci/documented-responses.sh [document …]      after `mvn verify`; nothing but bash, curl and a JDK
set -euo pipefail
cd "$(dirname "$0")/.."

exec java -cp local-runtime/target/test-classes:local-runtime/target/local-runtime.jar \
  com.rezagent.schedules.docs.PastedDocuments "$@"
