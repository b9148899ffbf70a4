#!/usr/bin/env bash
# Runs a target of build.cake: ./build.sh --target=Demo
set -euo pipefail
cd "$(dirname "$0")"
dotnet tool restore --verbosity quiet >/dev/null
exec dotnet cake "$@"
