//! Reads Fluent files into patterns: the part of Fluent's syntax that our texts need, and a fault for the rest.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, Variant,
    VariantKey,
};

/// What a text is filled with. Ordered by how much is known: a number in one language is one in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `{ $name }`: written as it is.
    Text,
    /// A plural's selector, or `{ NUMBER($count) }`: grouped as the language does.
    Number,
    /// `{ BYTES($size) }`: with its unit, such as 17.9 MB.
    Bytes,
}

#[derive(Clone, Debug)]
pub enum Piece {
    Text(String),
    Argument(String),
}

/// A message's forms by plural category; a message without a plural has only `other`.
#[derive(Clone, Debug, Default)]
pub struct Message {
    pub forms: BTreeMap<String, Vec<Piece>>,
    /// The argument that chooses the form.
    pub selector: Option<String>,
    /// In the order of first appearance.
    pub arguments: Vec<(String, Kind)>,
}

#[derive(Default)]
pub struct Catalogue {
    pub messages: BTreeMap<String, Message>,
}

type Terms = BTreeMap<String, Pattern<String>>;

impl Catalogue {
    /// Later sources override earlier ones; a key twice in one source is a fault.
    pub fn parse(sources: &[(&str, String)], faults: &mut Vec<String>) -> Self {
        let mut terms = Terms::new();
        let mut patterns = BTreeMap::new();
        for (file, source) in sources {
            let resource = fluent_syntax::parser::parse(source.clone())
                .map_err(|(_, errors)| {
                    faults.extend(errors.iter().map(|error| {
                        let line = source[..error.pos.start].lines().count();
                        format!("{file}:{line}: {}", error.kind)
                    }));
                })
                .unwrap_or_else(|()| fluent_syntax::ast::Resource { body: Vec::new() });
            let mut seen = BTreeSet::new();
            for entry in resource.body {
                let id = match entry {
                    Entry::Term(term) => {
                        let id = format!("-{}", term.id.name);
                        terms.insert(term.id.name, term.value);
                        id
                    }
                    Entry::Message(message) => {
                        if !message.attributes.is_empty() {
                            faults.push(format!("{file}: {}: no attributes", message.id.name));
                        }
                        let id = message.id.name;
                        match message.value {
                            Some(value) => patterns.insert(id.clone(), value),
                            None => None,
                        };
                        id
                    }
                    Entry::Comment(_)
                    | Entry::GroupComment(_)
                    | Entry::ResourceComment(_)
                    | Entry::Junk { .. } => continue,
                };
                if !seen.insert(id.clone()) {
                    faults.push(format!("{file}: {id} is there twice"));
                }
            }
        }
        let file = sources.first().map_or("", |(file, _)| file);
        let mut messages = BTreeMap::new();
        for (id, pattern) in patterns {
            let mut reader = Reader { terms: &terms, message: Message::default(), fault: None };
            reader.pattern(&pattern);
            if let Some(fault) = reader.fault {
                faults.push(format!("{file}: {id}: {fault}"));
            }
            messages.insert(id, reader.message);
        }
        Self { messages }
    }

    /// Changes our own words, never what they are filled with.
    pub fn map_texts(&mut self, change: impl Fn(&str) -> String) {
        let pieces = self.messages.values_mut().flat_map(|message| message.forms.values_mut());
        for piece in pieces.flatten() {
            if let Piece::Text(text) = piece {
                *text = change(text);
            }
        }
    }
}

struct Reader<'a> {
    terms: &'a Terms,
    message: Message,
    fault: Option<String>,
}

impl Reader<'_> {
    fn pattern(&mut self, pattern: &Pattern<String>) {
        self.message.forms.insert("other".to_owned(), Vec::new());
        for element in &pattern.elements {
            match element {
                PatternElement::Placeable {
                    expression: Expression::Select { selector, variants },
                } => self.plural(selector, variants),
                element => self.element(element, None),
            }
        }
    }

    /// Splits the forms: what came before begins each of them, what follows ends each of them.
    fn plural(&mut self, selector: &InlineExpression<String>, variants: &[Variant<String>]) {
        let InlineExpression::VariableReference { id } = selector else {
            return self.fail("a plural is chosen by a $variable");
        };
        if self.message.selector.is_some() {
            return self.fail("one plural a message");
        }
        self.message.selector = Some(id.name.clone());
        self.argument(&id.name, Kind::Number);
        let before = self.message.forms.remove("other").unwrap_or_default();
        for variant in variants {
            let VariantKey::Identifier { name } = &variant.key else {
                return self.fail("forms are named one, many and other");
            };
            self.message.forms.insert(name.clone(), before.clone());
            for element in &variant.value.elements {
                self.element(element, Some(name));
            }
        }
    }

    /// Adds to one form, or to all of them.
    fn element(&mut self, element: &PatternElement<String>, form: Option<&str>) {
        let expression = match element {
            PatternElement::TextElement { value } => {
                return self.push(form, Piece::Text(value.clone()));
            }
            PatternElement::Placeable { expression: Expression::Inline(inline) } => inline,
            PatternElement::Placeable { .. } => return self.fail("no plural inside a plural"),
        };
        match expression {
            InlineExpression::StringLiteral { value } => {
                self.push(form, Piece::Text(value.clone()))
            }
            InlineExpression::VariableReference { id } => {
                self.argument(&id.name, Kind::Text);
                self.push(form, Piece::Argument(id.name.clone()));
            }
            InlineExpression::FunctionReference { id, arguments } => {
                let kind = match id.name.as_str() {
                    "NUMBER" => Kind::Number,
                    "BYTES" => Kind::Bytes,
                    _ => return self.fail("the functions are NUMBER and BYTES"),
                };
                let Some(name) = only_variable(arguments) else {
                    return self.fail("a function takes one $variable");
                };
                self.argument(&name, kind);
                self.push(form, Piece::Argument(name));
            }
            InlineExpression::TermReference { id, attribute: None, arguments: None } => {
                let Some(term) = self.terms.get(&id.name) else {
                    return self.fail(&format!("the term -{} does not exist", id.name));
                };
                for element in &term.elements {
                    self.element(element, form);
                }
            }
            _ => self.fail("only $variables, terms, \"literals\", NUMBER and BYTES are known"),
        }
    }

    fn push(&mut self, form: Option<&str>, piece: Piece) {
        for (name, pieces) in &mut self.message.forms {
            if form.is_none_or(|form| form == name) {
                pieces.push(piece.clone());
            }
        }
    }

    fn argument(&mut self, name: &str, kind: Kind) {
        let arguments = &mut self.message.arguments;
        match arguments.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = kind.max(*known),
            None => arguments.push((name.to_owned(), kind)),
        }
    }

    fn fail(&mut self, fault: &str) {
        self.fault.get_or_insert_with(|| fault.to_owned());
    }
}

fn only_variable(arguments: &CallArguments<String>) -> Option<String> {
    match arguments.positional.as_slice() {
        [InlineExpression::VariableReference { id }] if arguments.named.is_empty() => {
            Some(id.name.clone())
        }
        _ => None,
    }
}
