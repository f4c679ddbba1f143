# Sourced: puts cfn-lint and moto_server on the PATH, the machine's own or, where it has none, installed beside the build.
tools="target/ci-tools"
PATH="$PWD/$tools/bin:$PATH"
if ! { command -v cfn-lint && command -v moto_server; } > /dev/null; then
  echo "installing cfn-lint and moto into $tools"
  if ! { python3 -m venv "$tools" && "$tools/bin/pip" install --quiet 'cfn-lint==1.51.0' 'moto[server]==5.2.1'; }; then
    echo ".ci/run needs cfn-lint and moto_server on the PATH, and could not install them: no Python with venv, or no package registry is reachable from here." >&2
    exit 1
  fi
fi
