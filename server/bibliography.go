package server

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/marchland/marchland/data"
	"github.com/marchland/marchland/geo"
)

// The bibliography is a page without a script, to be read, printed and linked
// to: every work that the atlas rests on, with the layers whose claims cite it.

//go:embed bibliography.html
var bibliographyText string

var bibliographyPage = template.Must(template.New("bibliography").Parse(bibliographyText))

type bibliography struct {
	Lang, Tag string // ours, and BCP 47
	Title     string // of the atlas
	Words     bibliographyWords
	Sections  []bibliographySection
	Works     int
	Langs     []bibliographyLang
}

type bibliographyLang struct{ Code, Name string }

type bibliographySection struct {
	Kind, Title string
	Works       []work
}

// A work is a source with the layers that cite it, most claims first.
type work struct {
	data.Source
	Layers []citing
}

type citing struct {
	ID     geo.LayerID
	Title  string
	Claims int
}

type bibliographyWords struct{ Heading, Intro, Calendar, Atlas string }

var bibliographyLangs = []bibliographyLang{
	{"en", "English"}, {"ko", "한국어"}, {"zh", "繁體中文"}, {"hans", "简体中文"}, {"ja", "日本語"},
}

var bibliographyTags = map[string]string{"en": "en", "ko": "ko", "zh": "zh-Hant", "hans": "zh-Hans", "ja": "ja"}

var bibliographyIn = map[string]bibliographyWords{
	"en":   {"Bibliography", "Every dated claim of the atlas names the works that it rests on. These are all of them, and what each is cited for.", "Dates in it are of another calendar:", "The map"},
	"ko":   {"참고 문헌", "지도에 담긴 모든 날짜와 땅은 근거가 되는 문헌을 밝힌다. 아래는 그 전체 목록과, 각 문헌이 쓰인 곳이다.", "이 문헌의 날짜는 다른 역법을 따른다:", "지도"},
	"zh":   {"參考文獻", "地圖上每一條有日期的記述都註明所據文獻。以下是全部文獻及其引用之處。", "書中日期所用曆法：", "地圖"},
	"hans": {"参考文献", "地图上每一条有日期的记述都注明所据文献。以下是全部文献及其引用之处。", "书中日期所用历法：", "地图"},
	"ja":   {"参考文献", "地図の日付のある記述は、すべて典拠となる文献を挙げる。以下はその全点と、それぞれが引かれた箇所である。", "日付の暦：", "地図"},
}

// bibliographyKinds are the sections in their order, with their names by language.
var bibliographyKinds = []struct {
	kind  string
	names map[string]string
}{
	{"book", map[string]string{"en": "Books", "ko": "단행본", "zh": "專書", "hans": "专书", "ja": "書籍"}},
	{"article", map[string]string{"en": "Articles", "ko": "논문", "zh": "論文", "hans": "论文", "ja": "論文"}},
	{"archive", map[string]string{"en": "Chronicles and archives", "ko": "사료와 문서", "zh": "史料與檔案", "hans": "史料与档案", "ja": "史料・文書"}},
	{"treaty", map[string]string{"en": "Treaties", "ko": "조약", "zh": "條約", "hans": "条约", "ja": "条約"}},
	{"report", map[string]string{"en": "Reports", "ko": "보고서", "zh": "報告", "hans": "报告", "ja": "報告書"}},
	{"map", map[string]string{"en": "Maps", "ko": "지도", "zh": "地圖", "hans": "地图", "ja": "地図"}},
	{"newspaper", map[string]string{"en": "Newspapers", "ko": "신문", "zh": "報刊", "hans": "报刊", "ja": "新聞"}},
	{"web", map[string]string{"en": "On the web", "ko": "웹", "zh": "網路", "hans": "网络", "ja": "ウェブ"}},
}

// bibliography serves the page in a language; a shelf makes each once.
func (s *Server) bibliography(c *gin.Context) {
	q, err := parseQuery(c.Request.URL.RawQuery, "lang")
	if err != nil {
		s.fail(c, err)
		return
	}
	lang, err := q.lang("lang")
	if err != nil {
		s.fail(c, err)
		return
	}
	b, err := s.shelf.Load().bibliographies[lang]()
	if err != nil {
		s.fail(c, err)
		return
	}
	control := cacheShort
	if s.dev {
		control = cacheNever
	}
	documented(c.Writer.Header())
	b.serve(c.Writer, c.Request, control)
}

// newBibliographies promises the page in each language.
func newBibliographies(atlas *data.Atlas) map[string]func() (*body, error) {
	pages := map[string]func() (*body, error){}
	for _, lang := range geo.Languages {
		pages[lang] = sync.OnceValues(func() (*body, error) {
			var page bytes.Buffer
			if err := bibliographyPage.Execute(&page, newBibliography(atlas, lang)); err != nil {
				return nil, fmt.Errorf("bibliography: %w", err)
			}
			return newBody(contentType(".html"), page.Bytes()), nil
		})
	}
	return pages
}

func newBibliography(atlas *data.Atlas, lang string) bibliography {
	page := bibliography{
		Lang: lang, Tag: bibliographyTags[lang], Title: atlas.Title.In(lang), Words: bibliographyIn[lang],
		Works: len(atlas.Sources), Langs: bibliographyLangs,
	}
	cited := citings(atlas, lang)
	for _, k := range bibliographyKinds {
		section := bibliographySection{Kind: k.kind, Title: k.names[lang]}
		for _, src := range atlas.Sources {
			if src.Kind == k.kind {
				src.Author, src.Title = strings.TrimSuffix(src.Author, "."), strings.TrimSuffix(src.Title, ".")
				section.Works = append(section.Works, work{src, cited[src.ID]})
			}
		}
		slices.SortFunc(section.Works, func(a, b work) int {
			return cmp.Or(strings.Compare(surname(a.Author), surname(b.Author)), strings.Compare(a.Year, b.Year), strings.Compare(a.Title, b.Title))
		})
		if len(section.Works) > 0 {
			page.Sections = append(page.Sections, section)
		}
	}
	return page
}

// citings counts, for each source, the claims of each layer that cite it.
func citings(atlas *data.Atlas, lang string) map[geo.SourceID][]citing {
	cited := map[geo.SourceID][]citing{}
	for _, l := range atlas.Layers {
		count := map[geo.SourceID]int{}
		for c := range l.Claims {
			for cite := range c.Cited {
				count[cite.Source]++
			}
		}
		for id, n := range count {
			cited[id] = append(cited[id], citing{l.ID, l.Title.In(lang), n})
		}
	}
	for _, layers := range cited {
		slices.SortStableFunc(layers, func(a, b citing) int { return cmp.Or(b.Claims-a.Claims, strings.Compare(string(a.ID), string(b.ID))) })
	}
	return cited
}

// surname is what an author is sorted by: the last word of the first name in the
// list, without what stands in brackets.
func surname(author string) string {
	for _, end := range []string{" (", ",", ";", " and "} {
		author, _, _ = strings.Cut(author, end)
	}
	words := strings.Fields(author)
	if len(words) == 0 {
		return ""
	}
	return strings.ToLower(words[len(words)-1])
}
