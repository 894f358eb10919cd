use leptos::prelude::*;

/// How far something is. Without a number it is under way, nobody knows how far.
#[component]
pub fn Progress(
    /// What progresses, for those who do not see it beside.
    #[prop(into)]
    label: Signal<String>,
    /// Thousandths, from 0 to 1,000: writing fractions would cost the page the code to write any.
    #[prop(into)]
    per_mille: Signal<Option<u16>>,
) -> impl IntoView {
    view! {
        <progress
            class="progress"
            aria-label=move || label.get()
            value=move || per_mille.get().map(|value| value.min(1000))
            max="1000"
        ></progress>
    }
}
