//! The snippet for `DuckDB`.

use crate::place::{Format, Place, What};
use crate::quoting::sql;

pub fn snippet(place: &Place) -> String {
    let uri = sql(&place.uri());
    let query = match (&place.what, place.format()) {
        (What::Bucket | What::Folder(_), _) => {
            format!("SELECT file FROM glob({});", sql(&format!("{}**", place.uri())))
        }
        (What::Object(_), Format::Csv) => format!("SELECT * FROM read_csv({uri});"),
        (What::Object(_), Format::Tsv) => format!("SELECT * FROM read_csv({uri}, delim = '\\t');"),
        (What::Object(_), Format::Parquet) => format!("SELECT * FROM read_parquet({uri});"),
        (What::Object(_), Format::JsonLines | Format::Json) => {
            format!("SELECT * FROM read_json({uri});")
        }
        (What::Object(_), Format::Other) => format!("SELECT size, content FROM read_blob({uri});"),
    };
    // Otherwise `?` begins parameters, `*` and `[` stand for any letters, and a backslash for what follows it.
    let verbatim = place.key().is_some_and(|key| key.contains(['?', '*', '[', ']', '\\']));
    let verbatim = if verbatim { "SET s3_url_compatibility_mode = true;\n" } else { "" };
    let [host, region, access_key, secret_key] =
        [place.host(), &place.region, &place.access_key, &place.secret_key].map(sql);
    let token = place.session_token.as_deref();
    let token = token.map(|it| format!(",\n    SESSION_TOKEN {}", sql(it))).unwrap_or_default();
    format!(
        "INSTALL httpfs;\nLOAD httpfs;\n{verbatim}\
         CREATE OR REPLACE SECRET cellier (\n    \
         TYPE s3,\n    \
         ENDPOINT {host},\n    \
         USE_SSL {},\n    \
         URL_STYLE 'path',\n    \
         REGION {region},\n    \
         KEY_ID {access_key},\n    \
         SECRET {secret_key}{token}\n\
         );\n{query}\n",
        place.is_https()
    )
}
