//! The worker alone, for tests. Without an argument it is the real worker; the other modes play a
//! worker that was taken over, so that the tests can watch sandbox and launcher hold.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::process::{Command, ExitCode};

use mediabox::VERSION;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        None => mediabox::worker_main(),
        Some("probe") => probe(),
        Some(mode) => misbehave(mode),
    }
}

type Attempt = (&'static str, fn() -> io::Result<()>);

/// What an attacker in the worker would try first.
#[expect(clippy::disallowed_methods, reason = "attempts that must fail")]
const ATTEMPTS: &[Attempt] = &[
    ("read_file", || File::open("/etc/passwd").map(drop)),
    ("write_file", || {
        File::create("/tmp/mediabox-escape").map(drop)
    }),
    ("list_directory", || std::fs::read_dir("/").map(drop)),
    ("read_own_memory", || File::open("/proc/self/mem").map(drop)),
    ("remove_file", || {
        std::fs::remove_file("/tmp/mediabox-nothing")
    }),
    ("tcp_socket", || {
        std::net::TcpStream::connect("127.0.0.1:9").map(drop)
    }),
    ("udp_socket", || {
        std::net::UdpSocket::bind("127.0.0.1:0").map(drop)
    }),
    ("unix_socket", || {
        std::os::unix::net::UnixStream::pair().map(drop)
    }),
    ("run_program", || {
        Command::new("/bin/true").spawn().map(drop)
    }),
    ("replace_program", || {
        use std::os::unix::process::CommandExt;
        Err(Command::new("/bin/true").exec())
    }),
    ("start_thread", || {
        std::thread::Builder::new().spawn(|| ()).map(drop)
    }),
    ("signal_init", || {
        Ok(rustix::process::test_kill_process(
            rustix::process::Pid::INIT,
        )?)
    }),
    ("raise_limit", || {
        let more = rustix::process::Rlimit {
            current: Some(64),
            maximum: Some(64),
        };
        Ok(rustix::process::setrlimit(
            rustix::process::Resource::Nofile,
            more,
        )?)
    }),
    ("duplicate_descriptor", || {
        Ok(rustix::io::dup(io::stdout()).map(drop)?)
    }),
];

/// Tries everything after the doors are closed and writes `name errno` lines.
#[expect(clippy::disallowed_methods, reason = "a descriptor that was left open")]
fn probe() -> ExitCode {
    let environment = std::env::vars_os().count();
    let Ok(mut left_open) = File::open("/etc/passwd") else {
        return ExitCode::FAILURE;
    };
    let report = mediabox::worker::sandbox::enter();
    let mut lines = format!("environment {environment}\nreport {report:?}\n");
    let read_left_open = left_open.read(&mut [0; 16]).map(drop);
    let outcomes = ATTEMPTS.iter().map(|(name, attempt)| (*name, attempt()));
    for (name, outcome) in outcomes.chain([("read_left_open", read_left_open)]) {
        let errno = match outcome {
            Ok(()) => 0,
            Err(error) => error.raw_os_error().unwrap_or(-1),
        };
        if writeln!(lines, "{name} {errno}").is_err() {
            return ExitCode::FAILURE;
        }
    }
    match io::stdout().write_all(lines.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// What a worker says first, as the parent wants to hear it; with another version all that follows would go unheard.
fn hello() -> String {
    format!(
        r#"{{"say":"hello","version":{VERSION},"sandbox":{{"privileges":"active","limits":"active","landlock":"active","seccomp":"active"}}}}"#
    )
}

/// One way of being hostile per mode.
fn misbehave(mode: &str) -> ExitCode {
    if mode == "silent" {
        return hang();
    }
    if mode == "unsealed" {
        say(&hello().replace(r#""seccomp":"active""#, r#""seccomp":"missing""#));
        return hang();
    }
    say(&hello());
    listen();
    match mode {
        "abort" => std::process::abort(),
        "abort-midway" => {
            say(r#"{"say":"need","offset":0,"length":10}"#);
            listen();
            std::process::abort()
        }
        "hang" => {}
        "spin" => loop {
            std::hint::spin_loop();
        },
        "outside" => say(r#"{"say":"need","offset":18446744073709551615,"length":4}"#),
        "nothing" => say(r#"{"say":"need","offset":0,"length":0}"#),
        "greedy" => loop {
            say(r#"{"say":"need","offset":0,"length":10}"#);
            listen();
        },
        "hello-again" => say(&hello()),
        "nonsense" => raw(b"GET / HTTP/1.1\r\n\r\n"),
        "giant-frame" => raw(&[1, 0xff, 0xff, 0xff, 0xff]),
        "html-part" => {
            say(
                r#"{"say":"part","name":"display","media_type":"png","width":8,"height":8,"length":9}"#,
            );
            frame(2, b"<script/>");
        }
        "giant-part" => say(
            r#"{"say":"part","name":"display","media_type":"png","width":8,"height":8,"length":99999999999}"#,
        ),
        "long-part" => {
            say(
                r#"{"say":"part","name":"display","media_type":"jpeg","width":8,"height":8,"length":4}"#,
            );
            frame(2, &[0xff, 0xd8, 0xff, 0, 0, 0]);
        }
        "tile-outside" => tile(99, JPEG),
        "tile-twice" => (0..2).for_each(|_| tile(0, JPEG)),
        "tile-html" => tile(0, b"<script/>"),
        "tiles-missing" => {
            tile(0, JPEG);
            say(r#"{"say":"done","width":3000,"height":600,"pages":1,"page_sizes":[]}"#);
        }
        "quit" => return ExitCode::SUCCESS,
        _ => return ExitCode::FAILURE,
    }
    hang()
}

/// What a JPEG begins with.
const JPEG: &[u8] = &[0xff, 0xd8, 0xff, 0xe0];

fn tile(column: u32, bytes: &[u8]) {
    let length = bytes.len();
    say(&format!(
        r#"{{"say":"tile","place":{{"level":0,"x":{column},"y":0}},"media_type":"jpeg","length":{length}}}"#
    ));
    frame(2, bytes);
}

fn hang() -> ExitCode {
    loop {
        std::thread::sleep(std::time::Duration::from_hours(1));
    }
}

fn say(message: &str) {
    frame(1, message.as_bytes());
}

fn frame(kind: u8, body: &[u8]) {
    let mut bytes = vec![kind];
    bytes.extend_from_slice(&u32::try_from(body.len()).unwrap_or(0).to_be_bytes());
    bytes.extend_from_slice(body);
    raw(&bytes);
}

fn raw(bytes: &[u8]) {
    let mut output = io::stdout().lock();
    if output
        .write_all(bytes)
        .and_then(|()| output.flush())
        .is_err()
    {
        std::process::abort();
    }
}

fn listen() {
    let mut header = [0; 5];
    let mut input = io::stdin().lock();
    if input.read_exact(&mut header).is_err() {
        std::process::abort();
    }
    let [_, a, b, c, d] = header;
    let mut body = vec![0; u32::from_be_bytes([a, b, c, d]) as usize];
    if input.read_exact(&mut body).is_err() {
        std::process::abort();
    }
}
