package data_test
import ("testing";"fmt";"golang.org/x/tools/txtar";"github.com/marchland/marchland/data")
func probe(t *testing.T, name string, fs ...string) {
	t.Run(name, func(t *testing.T){
	defer func(){ if r:=recover(); r!=nil { fmt.Println(name,"PANIC",r) } }()
	var o []txtar.File
	for i:=0;i<len(fs);i+=2 { o=append(o, txtar.File{Name:fs[i],Data:[]byte(fs[i+1])}) }
	_,err:=data.Load(atlasOf(t,o...))
	fmt.Println(name,"->",err)
	})
}
const T="{en: A, ko: 가, zh: 甲, ja: あ}"
func TestProbe(t *testing.T) {
	probe(t,"selfderived","layers/front/layer.yaml","id: front\nkind: front\nderived: front\ntitle: "+T+"\ndescription: "+T+"\ntheatre: {units: [TW]}\nleft: north\nright: south\n")
	probe(t,"derivedB","layers/control/layer.yaml","id: control\nkind: front\nderived: front\ntitle: "+T+"\ndescription: "+T+"\ntheatre: {units: [TW]}\nleft: north\nright: south\n")
	probe(t,"twoderived","layers/control2/layer.yaml","id: control2\nkind: territory\nderived: front\ntitle: "+T+"\ndescription: "+T+"\n")
	probe(t,"nanplace","places/m.yaml","- {id: here, at: [nan, nan], kind: town, rank: 2, names: "+T+"}\n")
	probe(t,"nancenter","atlas.yaml","id: a\ntitle: "+T+"\nspan: {from: 1900, to: 1950}\nopening: {date: 1900, center: [.nan, .nan], zoom: .inf}\n")
	probe(t,"bareatlas","atlas.yaml","title: "+T+"\nopening: {center: [1,2]}\n")
	probe(t,"spanreversed","atlas.yaml","id: A B\ntitle: "+T+"\nspan: {from: 1950, to: 1900}\nopening: {center: [1,2], zoom: 7, date: 1900}\n")
	probe(t,"linesInTowns","layers/towns/m.yaml","lines:\n  - on: 1950\npockets:\n  - id: x\n")
	probe(t,"stopnoat","layers/fleet/m.yaml","units:\n  - id: x\n    title: "+T+"\n    sources: [chronicle]\n    track:\n      - {on: 1950}\n")
	probe(t,"kmnan","layers/towns/m.yaml","features:\n"+"  - id: x\n    title: "+T+"\n    holder: north\n    from: 1950\n    sources: [chronicle]\n    area: {around: [{place: midby, km: .nan}]}\n")
	probe(t,"corridorhuge","layers/towns/m.yaml","features:\n"+"  - id: x\n    title: "+T+"\n    holder: north\n    from: 1950\n    sources: [chronicle]\n    area: {corridor: {line: [midby, norton], km: .inf}}\n")
	probe(t,"corridor1e9","layers/towns/m.yaml","features:\n"+"  - id: x\n    title: "+T+"\n    holder: north\n    from: 1950\n    sources: [chronicle]\n    area: {corridor: {line: [midby, norton], km: 1e9}}\n")
	probe(t,"frontto-before","layers/front/layer.yaml","id: front\nkind: front\ntitle: "+T+"\ndescription: "+T+"\ntheatre: {units: [TW]}\nleft: north\nright: south\nto: 1949\n")
	probe(t,"placeperiod","places/m.yaml","- {id: here, at: [121, 24], kind: town, rank: 2, names: "+T+", periods: [{from: 1950, to: 1900, names: {}}]}\n")
	probe(t,"actorreversed","actors/m.yaml","- {id: x, names: "+T+", colour: \"#aabbcc\", from: 1950, to: 1900}\n")
	probe(t,"dottedpoint","layers/fleet/m.yaml","features:\n"+"  - id: x\n    title: "+T+"\n    from: 1950\n    sources: [chronicle]\n    at: \"[1.2.3, 4]\"\n")
	probe(t,"offsetfar","layers/fleet/m.yaml","features:\n"+"  - id: x\n    title: "+T+"\n    from: 1950\n    sources: [chronicle]\n    at: 99999999 km N of midby\n")
	probe(t,"until<on","layers/fleet/m.yaml","units:\n  - id: x\n    title: "+T+"\n    sources: [chronicle]\n    track:\n      - {at: midby, on: 1950, until: 1940}\n")
	probe(t,"alias","layers/fleet/m.yaml","units:\n  - &a {id: x, title: "+T+", sources: [chronicle], track: [{at: midby, on: 1950}]}\n  - *a\n")
	probe(t,"aliasword","layers/fleet/m.yaml","units:\n  - {id: &b x, title: "+T+", sources: [chronicle], track: [{at: *b, on: 1950}]}\n")
	probe(t,"merge","layers/fleet/m.yaml","units:\n  - <<: {id: x}\n    title: "+T+"\n")
	probe(t,"nullkey","layers/fleet/m.yaml","? [a]\n: b\n")
	probe(t,"rivalnosrc","layers/towns/m.yaml","holdings:\n  - place: midby\n    periods:\n      - {from: 1950, holder: north, certainty: disputed, sources: [chronicle], rivals: [{holder: south, sources: [chronicle]}]}\n      - {from: 1950-01, holder: south, sources: [chronicle]}\n")
	probe(t,"emptylayer","layers/e/layer.yaml","id: e\nkind: event\ntitle: "+T+"\ndescription: "+T+"\n")
	probe(t,"eventin territory at","layers/towns/m.yaml","features:\n  - {id: q, title: "+T+", from: 1950, sources: [chronicle], at: midby}\n")
	probe(t,"nulllist","places/m.yaml","-\n-\n")
	probe(t,"yearhuge","layers/fleet/m.yaml","units:\n  - id: x\n    title: "+T+"\n    sources: [chronicle]\n    track:\n      - {at: midby, on: 0001}\n      - {at: norton, on: 2000}\n")
	probe(t,"islandsAt","layers/towns/m.yaml","features:\n"+"  - id: x\n    title: "+T+"\n    holder: north\n    from: 1950\n    sources: [chronicle]\n    area: {islands: [norton]}\n")
}
