package data

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
	"github.com/google/yamlfmt/formatters/basic"
)

// canonical is the one way in which a file of the atlas is laid out: two spaces
// a level, double quotes, one empty line at most. What the historian chose of
// flow and block style, order and comments stays.
var canonical = map[string]any{
	"indent": 2, "line_ending": "lf", "force_quote_style": "double",
	"retain_line_breaks_single": true, "trim_trailing_whitespace": true, "eof_newline": true,
}

// errChanged is the error for a file that would not say the same once laid out.
var errChanged = errors.New("the file would not say the same once laid out; it is left as it is")

// Format returns those files of an atlas that are not laid out canonically, as
// they should be, by name. A file that is no YAML is left for [Check] to report;
// one that a new layout would change the meaning of is a problem.
func Format(files fs.FS) (map[string][]byte, error) {
	changed := map[string][]byte{}
	var problems Problems
	err := walkText(files, func(name string, text []byte) {
		laid, err := layOut(text)
		switch {
		case err != nil:
			problems = append(problems, Problem{name, 1, err.Error()})
		case !bytes.Equal(laid, text):
			changed[name] = laid
		}
	})
	if err == nil && len(problems) > 0 {
		err = problems.sorted()
	}
	return changed, err
}

// layOut returns a file's text laid out canonically; what is no YAML stays as it
// is, for check says what is wrong with it.
func layOut(text []byte) ([]byte, error) {
	before, ok := read(text)
	if !ok {
		return text, nil
	}
	f, err := new(basic.BasicFormatterFactory).NewFormatter(canonical)
	if err != nil {
		return nil, fmt.Errorf("format: %w", err)
	}
	laid := text
	for range passes {
		last := laid
		if laid, err = f.Format(laid); err != nil {
			return nil, fmt.Errorf("the file cannot be laid out: %w", err)
		}
		if laid = strayComma.ReplaceAll(bytes.TrimLeft(laid, "\r\n"), []byte("$1}")); bytes.Equal(laid, last) {
			break
		}
	}
	after, ok := read(laid)
	if !ok || !reflect.DeepEqual(before, after) || !slices.Equal(comments(text), comments(laid)) {
		return nil, errChanged
	}
	return laid, nil
}

// strayComma is what the library leaves where an empty line follows a flow mapping.
var strayComma = regexp.MustCompile(`([\]}]),}`)

// comments are the comments of a text in order.
func comments(text []byte) []string {
	var all []string
	for _, t := range lexer.Tokenize(string(text)) {
		if t.Type == token.CommentType {
			all = append(all, strings.TrimSpace(t.Value))
		}
	}
	return all
}

// read decodes a text for what it says; false where it is no list or mapping in YAML.
func read(text []byte) (v any, ok bool) {
	if yaml.Unmarshal(text, &v) != nil {
		return nil, false
	}
	switch v.(type) {
	case []any, map[string]any:
		return trimmed(v), true
	}
	return nil, false
}

// passes is how often a text is laid out at most: what one pass quotes, the next
// one quotes in the style that is wanted, and then it stays.
const passes = 5

// trimmed is a document without the white space about its texts, which says nothing.
func trimmed(v any) any {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case []any:
		for i := range v {
			v[i] = trimmed(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = trimmed(v[key])
		}
	}
	return v
}
