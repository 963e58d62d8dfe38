use dyno::cache;

#[cache(ttl = 30s, key = (a, a, a, a, a, a, a, (a, a)))]
fn nine_parts(a: u32) -> u32 {
    a
}

#[cache(ttl = 30s, key = ((a, b, c), (d, e, f), (g, h, i)))]
#[expect(clippy::many_single_char_names, clippy::too_many_arguments, reason = "that many are what this is about")]
fn nine_arguments(a: u32, b: u32, c: u32, d: u32, e: u32, f: u32, g: u32, h: u32, i: u32) -> u32 {
    a + b + c + d + e + f + g + h + i
}
