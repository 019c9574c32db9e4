package data

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A word is a scalar as it stands in the file, with its line: a date, an id, a
// name. Nothing is guessed of its type, so that 0668 stays 0668.
type word struct {
	text string
	line int
}

// UnmarshalYAML takes any scalar.
func (w *word) UnmarshalYAML(n ast.Node) error {
	text, ok := scalar(n)
	if !ok {
		return &yaml.UnexpectedNodeTypeError{Actual: n.Type(), Expected: ast.StringType, Token: n.GetToken()}
	}
	*w = word{text, n.GetToken().Position.Line}
	return nil
}

func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value), true
	case *ast.NullNode:
		return "", true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// An item is one entry of a line: words, or a pair of coordinates.
type item struct {
	word
	point []float64 // longitude, latitude; nil for words
}

// UnmarshalYAML takes a scalar or a list of two numbers.
func (it *item) UnmarshalYAML(n ast.Node) error {
	if seq, ok := n.(*ast.SequenceNode); ok {
		it.line = seq.GetToken().Position.Line
		for _, v := range seq.Values {
			text, _ := scalar(v)
			f, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return fmt.Errorf("[%d] a point is [longitude, latitude] in degrees, not %q", it.line, text)
			}
			it.point = append(it.point, f)
		}
		return nil
	}
	return it.word.UnmarshalYAML(n)
}

// A part is a piece of a file that is decoded by itself, so that one mistake
// does not hide the next.
type part struct {
	pos
	node ast.Node
}

// parseFile returns a file's top node, or reports why there is none.
func (d *desk) parseFile(file string, text []byte) (ast.Node, bool) {
	f, err := parser.ParseBytes(text, 0)
	if err != nil {
		line, what := yamlError(err)
		d.report(pos{file, line}, "this is not YAML: %s", what)
		return nil, false
	}
	if len(f.Docs) > 1 {
		d.report(pos{file, f.Docs[1].GetToken().Position.Line}, "the file has a second document; keep to one")
	}
	if len(f.Docs) == 0 || f.Docs[0].Body == nil {
		d.report(pos{file, 1}, "the file is empty; fill it or delete it")
		return nil, false
	}
	return f.Docs[0].Body, true
}

// yamlError takes the line and the first line of what is wrong out of an error
// of the YAML library, which prints the source as well.
func yamlError(err error) (int, string) {
	var y yaml.Error
	line := 1
	if errors.As(err, &y) {
		if t := y.GetToken(); t != nil {
			line = t.Position.Line
		}
		return line, plainWords(y.GetMessage())
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	if rest, ok := strings.CutPrefix(text, "["); ok {
		number, what, _ := strings.Cut(rest, "]")
		number, _, _ = strings.Cut(number, ":")
		if n, err := strconv.Atoi(number); err == nil {
			return n, strings.TrimSpace(what)
		}
	}
	return line, text
}

var goWords = regexp.MustCompile(`^cannot unmarshal (\S+) into Go .* of type (\S+)$`)

// plainWords says without Go's words that a value is of another type.
func plainWords(what string) string {
	m := goWords.FindStringSubmatch(what)
	if m == nil {
		return what
	}
	kind := "another kind of value"
	switch {
	case strings.HasPrefix(m[2], "int"), strings.HasPrefix(m[2], "float"):
		kind = "a number"
	case m[2] == "bool":
		kind = "true or false"
	case m[2] == "string":
		kind = "text"
	}
	return "here belongs " + kind + ", not a " + m[1]
}

// decode fills v from a part, strictly: a key that v does not know is a problem.
func (d *desk) decode(p part, v any) bool {
	if err := yaml.NodeToValue(p.node, v, yaml.Strict()); err != nil {
		line, what := yamlError(err)
		if line == 1 {
			line = p.line
		}
		d.report(pos{p.file, line}, "%s; see data/README.md for the format", what)
		return false
	}
	return true
}

// list returns the parts of a list.
func (d *desk) list(file string, n ast.Node) []part {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		d.report(pos{file, n.GetToken().Position.Line}, "here belongs a list, each entry beginning with \"- \"")
		return nil
	}
	parts := make([]part, 0, len(seq.Values))
	for _, v := range seq.Values {
		parts = append(parts, part{pos{file, firstLine(v)}, v})
	}
	return parts
}

// headings returns the parts under each heading of a mapping, in order.
func (d *desk) headings(file string, n ast.Node, yield func(heading string, at pos, n ast.Node)) {
	var pairs []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	default:
		d.report(pos{file, n.GetToken().Position.Line}, "here belong headings like \"features:\"")
	}
	for _, p := range pairs {
		key, _ := scalar(p.Key)
		yield(key, pos{file, p.Key.GetToken().Position.Line}, p.Value)
	}
}

// firstLine is the line of a node's first key: a mapping's own token is its first colon.
func firstLine(n ast.Node) int {
	switch n := n.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 {
			return n.Values[0].Key.GetToken().Position.Line
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken().Position.Line
	}
	return n.GetToken().Position.Line
}
