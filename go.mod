module github.com/marchland/marchland

go 1.26.0

ignore ./web/node_modules

require (
	github.com/alecthomas/kong v1.17.0
	github.com/goccy/go-yaml v1.19.2
	github.com/paulmach/orb v0.14.0
	github.com/peterstace/simplefeatures v0.50.0
	github.com/tidwall/geojson v1.4.5
	github.com/tidwall/rtree v1.10.0
	pgregory.net/rapid v1.3.0
)

require github.com/tidwall/geoindex v1.7.0 // indirect
