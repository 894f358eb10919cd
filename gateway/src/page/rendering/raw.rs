//! HTML that people wrote, taken apart and put together again so that every element is closed where it was opened: the
//! parser of HTML repairs what is not, and hostile text can make that cost as much as it likes.
//!
//! This is not what makes it safe ([`super::sanitise`] is): only known tags pass, so that there is little to repair.

mod tags;

pub use self::tags::ATTRIBUTE_BYTES_MAX;
use self::tags::{Tag, Token};

/// Elements within elements. What lies deeper is written as if it did not.
const NESTING_MAX: usize = 48;

/// Elements of raw HTML within each other.
const RAW_NESTING_MAX: usize = 16;

/// What is open, outermost first.
#[derive(Debug, Default)]
pub struct Nesting {
    open: Vec<Open>,
    raw: usize,
}

#[derive(Debug)]
enum Open {
    /// Of Markdown; whether it is written.
    Element(bool),
    /// Of raw HTML.
    Raw(&'static str),
}

impl Nesting {
    /// An element of Markdown begins. Whether it is to be written.
    pub fn open(&mut self) -> bool {
        let written = self.open.len() < NESTING_MAX;
        self.open.push(Open::Element(written));
        written
    }

    /// The innermost element of Markdown ends: what raw HTML left open in it is closed in `html`. Whether its own end
    /// is to be written.
    pub fn close(&mut self, html: &mut String) -> bool {
        loop {
            match self.open.pop() {
                Some(Open::Raw(name)) => self.closed(name, html),
                Some(Open::Element(written)) => return written,
                None => return false,
            }
        }
    }

    /// Closes everything.
    pub fn finish(&mut self) -> String {
        let mut html = String::new();
        while let Some(open) = self.open.pop() {
            if let Open::Raw(name) = open {
                self.closed(name, &mut html);
            }
        }
        html
    }

    /// A piece of raw HTML, of which what cannot be understood is left out.
    pub fn raw(&mut self, source: &str) -> String {
        let mut html = String::with_capacity(source.len());
        for token in tags::tokens(source) {
            match token {
                Token::Text(text) => html.push_str(&text.replace('<', "&lt;").replace('>', "&gt;")),
                Token::Open(tag) => self.raw_open(&tag, &mut html),
                Token::Close(name) => self.raw_close(name, &mut html),
            }
        }
        html
    }

    fn raw_open(&mut self, tag: &Tag, html: &mut String) {
        if tag.is_void() {
            html.push_str(&tag.written());
            return;
        }
        // `<li>a<li>b`: the end of the first may be left out.
        if tag.ends_its_like()
            && matches!(self.open.last(), Some(Open::Raw(name)) if *name == tag.name)
        {
            self.raw_close(tag.name, html);
        }
        if self.raw == RAW_NESTING_MAX {
            return;
        }
        self.raw += 1;
        self.open.push(Open::Raw(tag.name));
        html.push_str(&tag.written());
    }

    /// Closes what raw HTML opened, but nothing of Markdown around it.
    fn raw_close(&mut self, name: &str, html: &mut String) {
        let reach = self.open.iter().rev().take_while(|open| matches!(open, Open::Raw(_)));
        let Some(depth) =
            reach.into_iter().position(|open| matches!(open, Open::Raw(raw) if *raw == name))
        else {
            return;
        };
        for _ in 0..=depth {
            if let Some(Open::Raw(name)) = self.open.pop() {
                self.closed(name, html);
            }
        }
    }

    fn closed(&mut self, name: &str, html: &mut String) {
        self.raw -= 1;
        html.push_str("</");
        html.push_str(name);
        html.push('>');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        let mut nesting = Nesting::default();
        let mut html = nesting.raw(source);
        html.push_str(&nesting.finish());
        assert_eq!(html, expected, "{source}");
    }

    #[test]
    fn every_element_is_closed_where_it_was_opened() {
        check("<b>a<i>b</b>c</i>", "<b>a<i>b</i></b>c");
        check(
            "<details open><summary>x</summary>",
            "<details open=\"\"><summary>x</summary></details>",
        );
        check("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>");
        check("</div>x", "x");
        check("a<br>b<BR/>c", "a<br>b<br>c");
        check("<h1>x</h1>", "<h2>x</h2>");
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        check("<script>alert(1)</script>x", "x");
        check("<style>p{}</style><svg><g/></svg>x", "x");
        check("<!-- <b> -->x<?php ?>y<!DOCTYPE html>", "xy");
        check("<marquee>x</marquee>", "x");
        check("<a href='x\"y' onclick=z title=t>x</a>", "<a href=\"x&quot;y\" title=\"t\">x</a>");
        check("1 < 2 && <b", "1 &lt; 2 && ");
        check("<b/><script", "<b></b>");
    }

    #[test]
    fn depth_has_an_end() {
        let mut nesting = Nesting::default();
        let html = nesting.raw(&"<b>".repeat(10_000)) + &nesting.finish();
        assert_eq!(html.matches("<b>").count(), RAW_NESTING_MAX);
        assert_eq!(html.matches("</b>").count(), RAW_NESTING_MAX);
    }

    #[test]
    fn raw_html_does_not_break_out_of_markdown() {
        let mut nesting = Nesting::default();
        assert!(nesting.open());
        assert_eq!(nesting.raw("</p></blockquote><b>"), "<b>");
        let mut html = String::new();
        assert!(nesting.close(&mut html));
        assert_eq!(html, "</b>");
    }
}
