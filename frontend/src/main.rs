mod model;
mod upload;

fn main() {}
