#!/usr/bin/env bash
# Lints the template with the SAM transform (zero findings) and checks the template that CloudFormation receives. Offline.
# Needs cfn-lint on the PATH; cfn-lint's Python contains the SAM translator.
set -euo pipefail
cd "$(dirname "$0")/.."

cfn-lint --include-checks I -- template.yaml

# The Python of cfn-lint. Its first line names the interpreter if python3 is a different one.
python=python3
if ! "$python" -c 'import samtranslator' 2>/dev/null; then
  python="$(head -n 1 "$(command -v cfn-lint)" | sed 's/^#!//')"
fi
AWS_DEFAULT_REGION=us-east-1 "$python" .ci/template_checks.py
