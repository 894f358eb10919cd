use leptos::prelude::*;

/// How far something is. Without a `value` it is under way, nobody knows how far.
#[component]
pub fn Progress(
    /// What progresses, for those who do not see it beside.
    #[prop(into)]
    label: Signal<String>,
    /// From 0 to 1.
    #[prop(into)]
    value: Signal<Option<f64>>,
) -> impl IntoView {
    view! {
        <progress
            class="progress"
            aria-label=move || label.get()
            value=move || value.get().map(|value| value.clamp(0.0, 1.0))
            max="1"
        ></progress>
    }
}
