use super::super::table::Row;
use super::*;

const HOSTILE: &str = "\"><script>alert(1)</script>";

fn frame() -> Frame {
    Frame { language: Language::FrCa, other: HOSTILE.to_owned() }
}

fn word() -> Word {
    Word {
        sharer: Some(HOSTILE.to_owned()),
        message: Some((HOSTILE.to_owned(), Some("en"))),
        until: Some((HOSTILE.to_owned(), HOSTILE.to_owned())),
        left: Some(3),
        view_only: true,
    }
}

#[test]
fn what_people_wrote_never_becomes_markup() {
    let crumbs = vec![Crumb { name: HOSTILE.to_owned(), address: HOSTILE.to_owned() }];
    let object_of = |preview| Object {
        name: HOSTILE.to_owned(),
        crumbs: crumbs.clone(),
        size: 1,
        modified: HOSTILE.to_owned(),
        download: Some(HOSTILE.to_owned()),
        preview,
    };
    let text = Preview::Text { text: HOSTILE.to_owned(), read: Some(1) };
    let address = || HOSTILE.to_owned();
    let previews = [
        text,
        Preview::Picture(address()),
        Preview::Sound(address()),
        Preview::Film(address()),
        Preview::Pdf(address()),
    ];
    let row = Row {
        name: HOSTILE.to_owned(),
        address: HOSTILE.to_owned(),
        size: Some(1),
        modified: Some(HOSTILE.to_owned()),
    };
    let rows = Folder {
        title: HOSTILE.to_owned(),
        crumbs: crumbs.clone(),
        rows: vec![row],
        next: Some(HOSTILE.to_owned()),
        zip: Some(HOSTILE.to_owned()),
        readme: None,
    };
    let mut pages: Vec<Markup> = previews
        .into_iter()
        .map(|preview| object(&frame(), &word(), &object_of(preview)))
        .collect();
    pages.push(folder(&frame(), &word(), &rows));
    pages.push(password(&frame(), HOSTILE, true));
    pages.push(notice(&frame(), HOSTILE, HOSTILE, Some(HOSTILE)));
    for page in pages {
        let page = page.into_string();
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("lang=\"fr-CA\""), "{page}");
        assert!(page.contains("noindex"), "{page}");
    }
}
