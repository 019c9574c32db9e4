package data_test

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/marchland/marchland/data"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// What stands in schema/ is what the loader reads.
func TestPublishedSchemas(t *testing.T) {
	schemas, err := data.Schemas()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range schemas {
		file := filepath.Join("schema", name+".json")
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the loader reads (%v); run: go test ./data -run Schemas -update", file, err)
		}
	}
}

// An independent validator finds the shipped atlas to be of the published format.
func TestShippedAtlasIsOfThePublishedFormat(t *testing.T) {
	compiled := map[string]*jsonschema.Schema{}
	files := data.AtlasFiles()
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		kind := kindOf(name)
		if compiled[kind] == nil {
			compiled[kind] = jsonschema.NewCompiler().MustCompile(filepath.Join("schema", kind+".json"))
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		asJSON, err := yaml.YAMLToJSON(text)
		if err != nil {
			return err
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
		if err != nil {
			return err
		}
		if err := compiled[kind].Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func kindOf(name string) string {
	switch dir := path.Dir(name); {
	case name == "atlas.yaml":
		return "atlas"
	case path.Base(name) == "layer.yaml":
		return "layer"
	case path.Dir(dir) == "layers":
		return "claims"
	default:
		return dir
	}
}
