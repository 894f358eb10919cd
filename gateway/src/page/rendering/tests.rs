//! Texts as people write them.

mod hostile;

use serde_json::{Value, json};

use super::*;

fn place(instance: Option<&str>) -> Place {
    let bucket = |id| Home::Bucket(InstanceId::parse(id).unwrap());
    Place {
        home: instance.map_or(Home::Dataset, bucket),
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
