#!/bin/sh
# Makes the TopoJSON files: snaps, closes gaps, simplifies, quantizes.
# usage: topology.sh SCRATCH OUT    (mapshaper on the PATH)
set -eu
scratch=$1 out=$2
quantum=1000000   # 9 m east-west at the equator, 8 m north-south
coarse=25000      # 380 m, for low zooms

# Each polygon carries its own tolerance (metres) from land.py. Gaps up to the
# size of a lake are closed: no water but the sea is left between units.
mapshaper-xl "$scratch/units.geojson" snap snap-interval=0.0002 \
  -clean gap-fill-area=2000km2 \
  -simplify variable interval=metres keep-shapes \
  -clean gap-fill-area=20km2 \
  -dissolve id copy-fields=country,name \
  -o force "$scratch/units.topo.json" format=topojson quantization=$quantum id-field=id

# Rounding to the grid can cross two lines that nearly touch. Cleaning what has
# been rounded and rounding it to the same grid again settles it.
for _ in 1 2; do
  mapshaper-xl "$scratch/units.topo.json" -clean gap-fill-area=20km2 \
    -o force "$scratch/units.topo.json" format=topojson quantization=$quantum id-field=id
done

mapshaper-xl -i "$scratch/units.topo.json" name=units \
  -i "$scratch/lakes.geojson" name=lakes \
  -simplify target=lakes interval=400 keep-shapes \
  -clean target=lakes \
  -o force target=units,lakes "$out/land.topo.json" format=topojson quantization=$quantum id-field=id

# The id is the geometry's own; as a property it would only weigh.
node -e '
  const fs = require("fs"), file = process.argv[1], topology = JSON.parse(fs.readFileSync(file))
  for (const unit of topology.objects.units.geometries) {
    const { country, name } = unit.properties
    unit.properties = { country, name }
  }
  fs.writeFileSync(file, JSON.stringify(topology))
' "$out/land.topo.json"

# Low zooms: one piece of land, without the islands too small to see there.
mapshaper-xl "$scratch/units.topo.json" -dissolve \
  -explode -filter 'this.area > 60e6' -dissolve \
  -simplify interval=2000 keep-shapes -clean gap-fill-area=2000km2 \
  -rename-layers land \
  -i "$scratch/lakes.geojson" name=lakes -filter target=lakes 'this.area > 400e6' -filter-fields target=lakes \
  -simplify target=lakes interval=2000 -clean target=lakes \
  -o force target=land,lakes "$scratch/low.topo.json" format=topojson quantization=$coarse
for _ in 1 2; do
  mapshaper-xl "$scratch/low.topo.json" -clean target=land -clean target=lakes \
    -o force target=land,lakes "$scratch/low.topo.json" format=topojson quantization=$coarse
done
cp "$scratch/low.topo.json" "$out/land-low.topo.json"

mapshaper-xl "$scratch/rivers.geojson" name=rivers \
  -o force "$out/rivers.topo.json" format=topojson quantization=$quantum
