//! The parts that pages are made of: native elements, named and dressed. They show and tell; they never fetch.

mod announcer;
mod badge;
mod breadcrumb;
mod button;
mod choices;
mod collision_question;
mod combobox;
mod copy_tray;
mod day_field;
mod dialog;
mod field;
mod file_input;
mod heading;
mod icon;
mod mark;
mod menu;
mod moment;
mod notice;
mod object_menu;
mod object_table;
mod options;
mod path_bar;
mod popover;
mod progress;
mod select;
mod side_menu;
mod skeleton;
mod star;
mod toasts;
mod tray_head;
mod tray_news;
mod upload_tray;

use std::cell::Cell;

pub use announcer::{Announcer, AnnouncerContext, provide_announcer, use_announcer};
pub use badge::{Badge, BadgeKind};
pub use breadcrumb::{Breadcrumb, Crumb};
pub use button::{Button, ButtonKind};
pub use choices::{Choice, Choices};
pub use collision_question::CollisionQuestion;
pub use combobox::{Combobox, ComboboxField};
pub use copy_tray::{CopyTray, place_refusal_words};
pub use day_field::day_field;
pub use dialog::{Dialog, DialogActions, focus_late_content, focus_title, opened_by};
pub use field::Field;
pub use file_input::{FileInput, choosing};
pub use heading::{Heading, focus_heading, is_focus_lost};
pub use icon::Icon;
pub use mark::{Mark, mark};
pub use menu::{Menu, MenuItem, MenuLink, focus_late_items};
pub use moment::moment;
pub use notice::{Notice, NoticeKind};
pub use object_menu::{ObjectMenu, ObjectMenuItems};
pub use object_table::{
    Base, Destination, Destinations, ObjectTable, Rows, check_all, column_words, focus_row,
    kind_words, sort_head, use_scrolling,
};
pub use options::{Check, Options, Radio};
pub use path_bar::{PathBar, PathChoices, PathEntry, reason as path_reason};
pub use popover::Popover;
pub use progress::Progress;
pub use select::Select;
pub use side_menu::{MenuList, SideMenu, SideMenuPanel};
pub use skeleton::{Skeleton, SkeletonShape};
pub use star::Star;
pub use toasts::{ToastContext, ToastList, provide_toasts, use_toasts};
pub use tray_news::WaitsForSignIn;
pub use upload_tray::{UploadTray, refusal_words};

/// An `id` no other element has, for `aria-labelledby` and its kin.
pub fn unique_id(prefix: &str) -> String {
    thread_local! {
        static LAST: Cell<u32> = const { Cell::new(0) };
    }
    let number = LAST.get() + 1;
    LAST.set(number);
    format!("{prefix}-{number}")
}
