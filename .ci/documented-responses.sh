#!/usr/bin/env bash
# Runs the documents' curl commands unchanged in bash, with the built jar on port 3000 as documented.
# usage: .ci/documented-responses.sh [document …]      after `mvn verify`; needs only bash, curl and a JDK
set -euo pipefail
cd "$(dirname "$0")/.."

exec java -cp system-tests/target/test-classes:shared-model/target/test-classes:local-runtime/target/local-runtime.jar \
  com.rezagent.schedules.docs.PastedDocuments "$@"
