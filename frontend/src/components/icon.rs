use leptos::prelude::*;

/// Line drawings of 16 by 16 in the colour of the text. They repeat what words say, so screen readers skip them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Bucket,
    Check,
    ChevronDown,
    ChevronRight,
    ChevronUp,
    Copy,
    Clock,
    Code,
    Cross,
    Download,
    Eye,
    File,
    Folder,
    Globe,
    Help,
    Info,
    Key,
    Link,
    List,
    Lock,
    Mail,
    More,
    Offline,
    Pause,
    Pencil,
    People,
    Person,
    Play,
    Plus,
    Retry,
    Search,
    Share,
    Star,
    Trash,
    Upload,
    Warning,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Bucket => "M2 4.5h12l-1.4 9H3.4zM2 4.5c0-1.4 2.7-2.5 6-2.5s6 1.1 6 2.5",
            Self::Check => "M3 8.5l3.2 3.2L13 4.8",
            Self::ChevronDown => "M4 6l4 4 4-4",
            Self::ChevronRight => "M6 4l4 4-4 4",
            Self::ChevronUp => "M4 10l4-4 4 4",
            Self::Copy => "M5.5 5.5v-4h9v9h-4M1.5 5.5h9v9h-9z",
            Self::Clock => "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 4.5V8l2.5 1.5",
            Self::Code => "M5.5 4l-4 4 4 4M10.5 4l4 4-4 4",
            Self::Cross => "M4 4l8 8M12 4l-8 8",
            Self::Download => "M8 2v8.5M4.5 7L8 10.5 11.5 7M2.5 11v2.5h11V11",
            Self::Eye => {
                "M1.5 8s2.5-4 6.5-4 6.5 4 6.5 4-2.5 4-6.5 4-6.5-4-6.5-4zM8 9.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z"
            }
            Self::File => "M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3",
            Self::Folder => "M1.5 12.5v-9H6l1.5 2h7v7z",
            Self::Globe => {
                "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM1.5 8h13M8 1.5c2 2 2.6 4.2 2.6 6.5S10 12.5 8 14.5c-2-2-2.6-4.2-2.6-6.5S6 3.5 8 1.5z"
            }
            Self::Help => {
                "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM6 6.3a2 2 0 1 1 3 1.7c-.7.4-1 .8-1 1.5M8 11.6v.1"
            }
            Self::Info => "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 7.5v3.7M8 4.8v.1",
            Self::Key => {
                "M10.5 9a3.5 3.5 0 1 0-3.3-2.3L2 12v2h3v-1.5h1.5V11H8l.9-2.1c.5.1 1 .1 1.6.1zM11.3 5.2v.1"
            }
            Self::Link => {
                "M6.2 9.8l3.6-3.6M7 4.6l1.3-1.3a3 3 0 0 1 4.3 4.3L11.3 9M9 11.4l-1.3 1.3a3 3 0 0 1-4.3-4.3L4.7 7"
            }
            Self::List => "M2 4h1M5.5 4h8.5M2 8h1M5.5 8h8.5M2 12h1M5.5 12h8.5",
            Self::Lock => "M4.5 7V5a3.5 3.5 0 0 1 7 0v2M3 7h10v7H3z",
            Self::Mail => "M1.5 3.5h13v9h-13zM1.5 4l6.5 5 6.5-5",
            Self::More => {
                "M3 8.5a.5.5 0 1 0 0-1 .5.5 0 0 0 0 1zM8 8.5a.5.5 0 1 0 0-1 .5.5 0 0 0 0 1zM13 8.5a.5.5 0 1 0 0-1 .5.5 0 0 0 0 1z"
            }
            Self::Offline => {
                "M2 2l12 12M3.6 8.1A6 6 0 0 1 6 6.6M9 6.2c1.3.2 2.5.9 3.4 1.9M6 10.6a3 3 0 0 1 4 0M8 13.2v.1M1.5 5.6A9 9 0 0 1 3.3 4.3M6.5 3.1a9 9 0 0 1 8 2.5"
            }
            Self::Pause => "M5.5 3v10M10.5 3v10",
            Self::Pencil => "M2.5 13.5l.8-3.3 7.8-7.8 2.5 2.5-7.8 7.8zM9.4 4.1l2.5 2.5",
            Self::People => {
                "M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1 13c.4-2.6 2.3-3.8 5-3.8s4.6 1.2 5 3.8M10.5 2.7a2.5 2.5 0 0 1 0 4.6M12.4 9.6c1.5.5 2.4 1.6 2.6 3.4"
            }
            Self::Person => {
                "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14c.4-2.8 2.6-4.3 5.5-4.3s5.1 1.5 5.5 4.3"
            }
            Self::Play => "M5 3l8 5-8 5z",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Retry => "M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 1.5v3.3h-3.3",
            Self::Search => "M7 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM10.6 10.6l3.4 3.4",
            Self::Share => {
                "M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1 13c.4-2.6 2.3-3.8 5-3.8 1.2 0 2.2.2 3 .7M12 9v5M9.5 11.5h5"
            }
            Self::Star => "M8 1.8l1.9 4 4.4.6-3.2 3 .8 4.4L8 11.7l-3.9 2.1.8-4.4-3.2-3 4.4-.6z",
            Self::Trash => "M2.5 4.5h11M6 4.5V2.3h4v2.2M4 4.5l.7 9.2h6.6l.7-9.2",
            Self::Upload => "M8 10.5V2M4.5 5.5L8 2l3.5 3.5M2.5 11v2.5h11V11",
            Self::Warning => "M8 2l6.6 11.5H1.4zM8 6.5v3.2M8 11.6v.1",
        }
    }

    pub fn view(self) -> impl IntoView {
        view! {
            <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
                <path d=self.path() />
            </svg>
        }
    }
}
