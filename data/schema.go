package data

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/marchland/marchland/geo"
)

// Schemas returns the format of the atlas's files as JSON Schema (2020-12), by
// the name of the kind of file. They are made of the very types that the loader
// reads, and stand in schema/ for editors; what the loader checks beyond shape
// (that a place exists, that a date does) they do not say.
func Schemas() (map[string][]byte, error) {
	claims := object{
		"features": []featureDoc{}, "holdings": []holdingDoc{}, "lines": []lineDoc{}, "pockets": []pocketDoc{},
		"units": []unitDoc{}, "routes": []unitDoc{}, "events": []featureDoc{}, "ties": []tieDoc{},
	}
	out := map[string][]byte{}
	for name, of := range map[string]any{
		"atlas": atlasDoc{}, "actors": []actorDoc{}, "places": []placeDoc{}, "sources": []sourceDoc{},
		"areas": []areaEntryDoc{}, "layer": layerDoc{}, "claims": claims,
	} {
		w := &schemaWriter{defs: object{}}
		var schema object
		if headings, ok := of.(object); ok {
			schema = w.fields(headings)
		} else {
			schema = w.of(reflect.TypeOf(of))
		}
		schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
		schema["title"] = "Marchland: " + name
		schema["$defs"] = w.defs
		text, err := json.MarshalIndent(schema, "", "  ")
		if err != nil {
			return nil, fmt.Errorf("schema %s: %w", name, err)
		}
		out[name] = append(text, '\n')
	}
	return out, nil
}

type object map[string]any

// A schemaWriter writes the schemas of types; structs go under $defs once, so
// that an area may hold areas.
type schemaWriter struct{ defs object }

func (w *schemaWriter) of(t reflect.Type) object {
	switch t {
	case reflect.TypeFor[word]():
		return object{"type": []string{"string", "number", "boolean"}}
	case reflect.TypeFor[item]():
		point := object{"type": "array", "items": object{"type": "number"}, "minItems": 2, "maxItems": 2}
		return object{"oneOf": []object{{"type": []string{"string", "number"}}, point}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return w.of(t.Elem())
	case reflect.Slice:
		return object{"type": "array", "items": w.of(t.Elem())}
	case reflect.Struct:
		return w.reference(t)
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	default:
		return object{"type": "string"}
	}
}

func (w *schemaWriter) reference(t reflect.Type) object {
	name := strings.TrimSuffix(strings.ToLower(t.Name()), "doc")
	if _, known := w.defs[name]; !known {
		w.defs[name] = object{} // it may hold itself
		properties := object{}
		w.properties(t, properties)
		w.defs[name] = object{"type": "object", "additionalProperties": false, "properties": properties}
	}
	return object{"$ref": "#/$defs/" + name}
}

func (w *schemaWriter) properties(t reflect.Type, into object) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case rest == "inline":
			w.properties(f.Type, into)
		case t == reflect.TypeFor[geo.Names]():
			into[name] = object{"type": []string{"string", "number"}}
		default:
			into[name] = w.of(f.Type)
		}
	}
}

// fields is an object whose keys hold values of the types given.
func (w *schemaWriter) fields(types object) object {
	properties := object{}
	for name, v := range types {
		properties[name] = w.of(reflect.TypeOf(v))
	}
	return object{"type": "object", "additionalProperties": false, "properties": properties}
}
