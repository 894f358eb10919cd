//! Markdown to HTML, not yet sanitised.

use std::collections::VecDeque;

use locales::text;
use pulldown_cmark::{CowStr, Event, HeadingLevel, OffsetIter, Options, Parser, Tag, TagEnd, html};

use super::attachments::Attachments;
use super::ids::Ids;
use super::raw::{ATTRIBUTE_BYTES_MAX, Nesting};
use super::{Place, address};

/// Pieces of one text: paragraphs, words in bold, line breaks. What follows is left out.
const EVENTS_MAX: usize = 300_000;

/// Lines of one text; what follows is left out. The parser takes long over links whose titles span many of them.
const LINES_MAX: usize = 20_000;

/// A longer title is cut.
const TITLE_CHARACTERS_MAX: usize = 200;

const ATTACHMENT: &str = "attachment:";

pub struct Written {
    pub html: String,
    /// Of the front matter, or else the first heading.
    pub title: Option<String>,
    /// What lies beyond the limits.
    pub unread_bytes: usize,
}

/// `CommonMark` with tables, footnotes, task lists, strikethrough and front matter.
pub fn write(source: &str, place: &Place, ids: &mut Ids, attachments: &Attachments) -> Written {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let end = source.match_indices('\n').nth(LINES_MAX).map_or(source.len(), |(end, _)| end);
    let (source, unread) = source.split_at(end);
    let mut writer = Writer {
        parser: Parser::new_ext(source, options).into_offset_iter(),
        length: source.len(),
        place,
        ids,
        attachments,
        queue: VecDeque::new(),
        nesting: Nesting::default(),
        heading: None,
        images: Vec::new(),
        links: 0,
        description: 0,
        block: None,
        front_matter: None,
        title: None,
        events: 0,
        unread_bytes: 0,
    };
    let mut html = String::with_capacity(source.len() + source.len() / 2);
    html::push_html(&mut html, &mut writer);
    Written { html, title: writer.title, unread_bytes: writer.unread_bytes + unread.len() }
}

/// The events of the parser, changed on their way to the writer of HTML.
struct Writer<'a, 'b> {
    parser: OffsetIter<'a>,
    length: usize,
    place: &'b Place,
    ids: &'b mut Ids,
    attachments: &'b Attachments,
    /// What is to be written next. A heading waits here until its words are known.
    queue: VecDeque<Event<'a>>,
    nesting: Nesting,
    heading: Option<Heading>,
    /// What each image that is open was turned into.
    images: Vec<Image>,
    links: usize,
    /// Bytes of words inside of the image that is open.
    description: usize,
    /// A block of raw HTML, until it is whole.
    block: Option<String>,
    front_matter: Option<String>,
    title: Option<String>,
    events: usize,
    unread_bytes: usize,
}

struct Heading {
    at: usize,
    level: HeadingLevel,
    text: String,
}

enum Image {
    Shown,
    /// A link to where the image is; the address stands for it until words come.
    Linked(Option<String>),
    /// Its words alone.
    Words,
}

impl<'a> Iterator for &mut Writer<'a, '_> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        loop {
            if self.heading.is_none()
                && let Some(event) = self.queue.pop_front()
            {
                return Some(event);
            }
            let Some((event, range)) = self.parser.next() else {
                // A heading that does not end, or raw HTML that was left open.
                self.heading = None;
                let rest = self.nesting.finish();
                if !rest.is_empty() {
                    self.queue.push_back(Event::Html(rest.into()));
                }
                return self.queue.pop_front();
            };
            self.events += 1;
            if self.events > EVENTS_MAX {
                self.unread_bytes = self.unread_bytes.max(self.length - range.start);
                continue;
            }
            self.accept(event);
        }
    }
}

impl<'a> Writer<'a, '_> {
    fn accept(&mut self, event: Event<'a>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Html(html) => {
                if let Some(block) = &mut self.block {
                    block.push_str(&html);
                }
            }
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) if self.in_image() => {
                self.describe(text);
            }
            Event::InlineHtml(html) => {
                let html = self.nesting.raw(&html);
                self.queue.push_back(Event::InlineHtml(html.into()));
            }
            Event::Text(text) if self.front_matter.is_some() => {
                if let Some(matter) = &mut self.front_matter {
                    matter.push_str(&text);
                }
            }
            Event::TaskListMarker(done) => {
                let language = self.place.language;
                let (label, checked) = if done {
                    (text::task_done(language), " checked")
                } else {
                    (text::task_open(language), "")
                };
                let html =
                    format!("<input type=\"checkbox\" disabled{checked} aria-label=\"{label}\"> ");
                self.queue.push_back(Event::InlineHtml(html.into()));
            }
            other => {
                self.words(&other);
                self.queue.push_back(other);
            }
        }
    }

    /// Words inside of an image that is drawn: an attribute in the end.
    fn describe(&mut self, text: CowStr<'a>) {
        self.description += text.len();
        if self.description <= ATTRIBUTE_BYTES_MAX {
            self.queue.push_back(Event::Text(text));
        }
    }

    /// Notes the words of a heading, and that an image has some.
    fn words(&mut self, event: &Event<'a>) {
        let (Event::Text(text) | Event::Code(text)) = event else { return };
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
        if let Some(Image::Linked(address)) = self.images.last_mut()
            && !text.trim().is_empty()
        {
            *address = None;
        }
    }

    fn start(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::MetadataBlock(_) => self.front_matter = Some(String::new()),
            Tag::HtmlBlock => self.block = Some(String::new()),
            Tag::Image { dest_url, title, .. } => self.start_image(dest_url, title),
            Tag::Heading { level, .. } => {
                let level = one_lower(level);
                self.heading = Some(Heading { at: self.queue.len(), level, text: String::new() });
                self.nesting.open();
                let (id, classes, attrs) = (None, Vec::new(), Vec::new());
                self.queue.push_back(Event::Start(Tag::Heading { level, id, classes, attrs }));
            }
            Tag::Link { link_type, dest_url, title, id } => {
                let (dest_url, title) = (short(dest_url), short(title));
                self.links += 1;
                if self.nesting.open() {
                    let link = Tag::Link { link_type, dest_url, title, id };
                    self.queue.push_back(Event::Start(link));
                }
            }
            other => {
                if self.nesting.open() {
                    self.queue.push_back(Event::Start(other));
                }
            }
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::MetadataBlock(_) => {
                let matter = self.front_matter.take().unwrap_or_default();
                self.call(title_of(&matter));
            }
            TagEnd::HtmlBlock => {
                let html = self.block.take().unwrap_or_default();
                let html = self.nesting.raw(&html);
                self.queue.push_back(Event::Html(html.into()));
            }
            TagEnd::Image => self.end_image(),
            TagEnd::Heading(_) => self.end_heading(),
            other => {
                self.links -= usize::from(other == TagEnd::Link);
                if self.close() {
                    self.queue.push_back(Event::End(other));
                }
            }
        }
    }

    fn close(&mut self) -> bool {
        let mut html = String::new();
        let written = self.nesting.close(&mut html);
        if !html.is_empty() {
            self.queue.push_back(Event::InlineHtml(html.into()));
        }
        written
    }

    fn end_heading(&mut self) {
        self.close();
        let Some(Heading { at, level, text }) = self.heading.take() else { return };
        let id = self.ids.make(&text).map(CowStr::from);
        let (classes, attrs) = (Vec::new(), Vec::new());
        if let Some(start) = self.queue.get_mut(at) {
            *start = Event::Start(Tag::Heading { level, id, classes, attrs });
        }
        self.queue.push_back(Event::End(TagEnd::Heading(level)));
        self.call(Some(text));
    }

    /// The first name a text gives itself is its title.
    fn call(&mut self, title: Option<String>) {
        let title = title.map(|title| title.trim().chars().take(TITLE_CHARACTERS_MAX).collect());
        if self.title.is_none() {
            self.title = title.filter(|title: &String| !title.is_empty());
        }
    }

    fn start_image(&mut self, dest_url: CowStr<'a>, title: CowStr<'a>) {
        use pulldown_cmark::LinkType::Inline;
        self.description = 0;
        let (dest_url, title) = (short(dest_url), short(title));
        let attached = dest_url
            .strip_prefix(ATTACHMENT)
            .and_then(|name| self.attachments.address(name))
            .map(str::to_owned);
        let id = CowStr::from("");
        if self.in_image() {
            self.images.push(Image::Words);
        } else if attached.is_some() || address::image(&dest_url, self.place).is_some() {
            let dest_url = attached.map_or(dest_url, CowStr::from);
            self.images.push(Image::Shown);
            let image = Tag::Image { link_type: Inline, dest_url, title, id };
            self.queue.push_back(Event::Start(image));
        } else if self.links > 0 || address::link(&dest_url, self.place).is_none() {
            self.images.push(Image::Words);
        } else {
            // Nothing remote is loaded, and nothing that could run is drawn: whoever wants it follows the link.
            self.images.push(Image::Linked(Some(dest_url.to_string())));
            self.links += 1;
            self.nesting.open();
            let link = Tag::Link { link_type: Inline, dest_url, title, id };
            self.queue.push_back(Event::Start(link));
        }
    }

    fn end_image(&mut self) {
        match self.images.pop() {
            Some(Image::Shown) => self.queue.push_back(Event::End(TagEnd::Image)),
            Some(Image::Linked(address)) => {
                if let Some(address) = address {
                    self.queue.push_back(Event::Text(address.into()));
                }
                self.links -= 1;
                self.close();
                self.queue.push_back(Event::End(TagEnd::Link));
            }
            Some(Image::Words) | None => {}
        }
    }

    /// Inside of an image that is drawn everything is its description.
    fn in_image(&self) -> bool {
        matches!(self.images.first(), Some(Image::Shown))
    }
}

/// What is too long for an attribute is left out whole: half an address leads elsewhere.
fn short(text: CowStr<'_>) -> CowStr<'_> {
    if text.len() <= ATTRIBUTE_BYTES_MAX { text } else { CowStr::from("") }
}

fn one_lower(level: HeadingLevel) -> HeadingLevel {
    HeadingLevel::try_from(level as usize + 1).unwrap_or(HeadingLevel::H6)
}

/// `title: …` of the front matter, without quotes.
fn title_of(matter: &str) -> Option<String> {
    let title = matter.lines().find_map(|line| line.strip_prefix("title:"))?.trim();
    let bare = title.trim_matches(|char| matches!(char, '"' | '\''));
    (!bare.is_empty()).then(|| bare.to_owned())
}
