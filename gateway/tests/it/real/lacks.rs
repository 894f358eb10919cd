//! What real servers lack of that which Cellier asks of any, by name and reason. Where something is lacking, the shared
//! functions (`upstream/`) ask for what is told instead: nothing is left out, and what a server learned meanwhile fails.

/// What a server may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// Tags of objects. Asked for they are `NotImplemented`; copies go without.
    Tags,
    /// Versions of objects. Asked for they are `NotImplemented`, by Cellier where it is one alone; a bucket is emptied of
    /// what its list names.
    Versions,
    /// Unfinished uploads that outlast what becomes of their key meanwhile. Whoever goes on with one reads `NoSuchUpload`.
    OlderUploads,
    /// `/a` and `a` as two keys. Keys that begin with `/` are refused before anything is sent.
    LeadingSlashes,
}

struct Lack {
    /// As in `S3_TEST_SERVER`.
    server: &'static str,
    thing: Thing,
    reason: &'static str,
}

const LACKS: [Lack; 4] = [
    Lack {
        server: "garage",
        thing: Thing::Tags,
        reason: "Garage 2.5 answers 501 NotImplemented to GetObjectTagging, PutObjectTagging and DeleteObjectTagging",
    },
    Lack {
        server: "garage",
        thing: Thing::Versions,
        reason: "Garage 2.5 answers 501 NotImplemented to PutBucketVersioning and ListObjectVersions, and ignores versionId",
    },
    Lack {
        server: "garage",
        thing: Thing::OlderUploads,
        reason: "Garage 2.5 forgets the unfinished uploads of a key when an object of that key is removed",
    },
    Lack {
        server: "garage",
        thing: Thing::LeadingSlashes,
        reason: "Garage 2.5 leaves out every slash that a key begins with, so that `/a` reads and replaces `a`",
    },
];

/// Why the server at hand does not have it; `None` where it does, and where nobody said which server it is.
pub fn lacks(thing: Thing) -> Option<&'static str> {
    let server = super::name()?;
    LACKS.iter().find(|lack| lack.server == server && lack.thing == thing).map(|lack| lack.reason)
}
