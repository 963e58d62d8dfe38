//! Connections to other hosts, over real sockets.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use dyno::{Registry, Service, ServiceScope, within};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

/// A port where nobody listens.
async fn nobody() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

#[dyno::test]
async fn each_address_is_tried_in_turn() {
    let (deaf, other) = (nobody().await, nobody().await);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let open = listener.local_addr().unwrap();
    let stream = dyno::connect(&[deaf, other, open][..]).await.unwrap();
    assert_eq!(stream.peer_addr().unwrap(), open);

    let refused = dyno::connect(&[deaf, other][..]).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    let said = refused.to_string();
    assert!(said.contains(&deaf.to_string()) && said.contains(&other.to_string()), "{said}");
    assert_eq!(dyno::connect(&[][..]).await.unwrap_err().kind(), ErrorKind::NotFound);
}

/// One that lets nobody in: those who wait for it fill its queue.
async fn silent() -> (TcpListener, Vec<TcpStream>, SocketAddr) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = timeout(Duration::from_millis(200), TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
    }
    (listener, waiting, address)
}

#[dyno::test]
async fn one_that_is_silent_leaves_the_others_time() {
    let (_listener, _waiting, silent) = silent().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let open = listener.local_addr().unwrap();
    let addresses = [silent, open];
    let stream = within(Duration::from_millis(400), dyno::connect(&addresses[..])).await.unwrap();
    assert_eq!(stream.peer_addr().unwrap(), open);
    let addresses = [silent];
    let late = within(Duration::from_millis(100), dyno::connect(&addresses[..])).await.unwrap_err();
    assert!(late.kind() == ErrorKind::TimedOut && late.to_string().contains("no answer in"), "{late}");
}

#[dyno::test]
async fn a_ready_made_service_makes_three_attempts() {
    let here = Registry::current();
    let address = nobody().await;
    here.provide_service(Service::tcp("depot", address.to_string())).unwrap();
    let refused = here.resolve::<TcpStream>().await.unwrap_err().to_string();
    assert!(refused.contains("depot") && refused.contains(&address.to_string()), "{refused}");
    let snapshot = dyno::snapshot();
    let depot = snapshot.commands.iter().find(|command| command.name == "depot").unwrap();
    assert_eq!((depot.totals.calls.failure, depot.totals.attempts.failure), (1, 3));

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let open = listener.local_addr().unwrap().to_string();
    let each = Service::tcp("open depot", open).scope(ServiceScope::Transient);
    here.slot_named("open").provide_service(each).unwrap();
    let one = here.slot_named::<TcpStream>("open").resolve().await.unwrap();
    let other = here.slot_named::<TcpStream>("open").resolve().await.unwrap();
    assert_ne!(one.local_addr().unwrap(), other.local_addr().unwrap());
}
