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
    one::aspect().push(|(id,), _| u32::from(id));
    two::aspect().push(|(id,), _| id.to_string());
    two::aspect().push(|args, next| async move { next.call(args).await.len() });
}
