use dyno::aspect;

#[aspect]
fn one(id: u8) -> String {
    id.to_string()
}

#[aspect]
async fn two(id: u8) -> String {
    id.to_string()
}

fn main() {
    one::aspect().push(|(id,), _| u32::from(id).to_string());
    two::aspect().push(|(id,), _| async move { id.to_string() });
    two::aspect().push(|args, next| async move { next.call(args).await + "!" });
}
