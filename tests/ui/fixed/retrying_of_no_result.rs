use dyno::retrying;

pub(super) async fn main() {
    let _ = retrying!(3, { Ok::<_, String>(5) });
    let _ = retrying!(3, async { Ok::<_, String>(5) }).await;
}
