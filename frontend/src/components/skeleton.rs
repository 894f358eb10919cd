use leptos::prelude::*;

/// The outline of what is coming, so that nothing jumps when it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkeletonShape {
    Card,
    Row,
    Text,
}

/// Outlines after 150 ms and words after 2 s (in the style sheet), as a place that is busy.
#[component]
pub fn Skeleton(
    shape: SkeletonShape,
    count: usize,
    /// What is loading.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let name = match shape {
        SkeletonShape::Card => "skeleton skeleton--card",
        SkeletonShape::Row => "skeleton skeleton--row",
        SkeletonShape::Text => "skeleton skeleton--text",
    };
    view! {
        <div class=name aria-busy="true">
            {(0..count).map(|_| view! { <div class="skeleton__part" aria-hidden="true"></div> }).collect_view()}
            <p class="skeleton__words">{move || text.get()}</p>
        </div>
    }
}
