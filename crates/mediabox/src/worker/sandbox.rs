//! Locks the calling process in, layer by layer, and reports which layers hold. Call it first thing
//! in a process with one thread: Landlock and seccomp bind the calling thread.

use crate::protocol::{Layer, SandboxReport};
use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus, Scope};
use rustix::process::{DumpableBehavior, Resource, Rlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};
use std::collections::BTreeMap;

const MIB: u64 = 1024 * 1024;
/// Address space: the file, one decoded picture and the decoder's own buffers.
const MEMORY: u64 = 3 * 1024 * MIB;
/// Processor time in seconds, beyond any wall-clock limit of the parent: for a worker whose parent
/// is no longer there to end it.
const CPU: u64 = 900;
/// Stack: deep but honest documents fit; an endless recursion ends here.
const STACK: u64 = 64 * MIB;

/// Closes every door. Missing kernel features do not stop it; they appear in the report.
pub fn enter() -> SandboxReport {
    volunteer_for_the_oom_killer();
    let privileges = layer(drop_privileges());
    let landlock = restrict_paths();
    // Landlock needs a descriptor, so the limit on descriptors comes after it.
    let limits = layer(limit_resources());
    let seccomp = layer(filter_system_calls());
    SandboxReport {
        privileges,
        limits,
        landlock,
        seccomp,
    }
}

fn layer(outcome: Option<()>) -> Layer {
    match outcome {
        Some(()) => Layer::Active,
        None => Layer::Missing,
    }
}

/// When memory runs out the preview dies, not the database.
#[expect(
    clippy::disallowed_methods,
    reason = "a kernel switch of this process, not a file"
)]
fn volunteer_for_the_oom_killer() {
    // Best effort: a kernel without the switch changes nothing for safety.
    std::fs::write("/proc/self/oom_score_adj", "1000").unwrap_or_default();
}

fn drop_privileges() -> Option<()> {
    rustix::thread::set_no_new_privs(true).ok()?;
    rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable).ok()
}

/// Handles every access right that Landlock knows and grants none.
fn restrict_paths() -> Layer {
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V6))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V6)))
        .and_then(|rules| rules.scope(Scope::from_all(ABI::V6)))
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self);
    match status.map(|status| status.ruleset) {
        Ok(RulesetStatus::FullyEnforced) => Layer::Active,
        Ok(RulesetStatus::PartiallyEnforced) => Layer::Partial,
        Ok(RulesetStatus::NotEnforced) | Err(_) => Layer::Missing,
    }
}

fn limit_resources() -> Option<()> {
    let limits = [
        (Resource::As, MEMORY),
        (Resource::Stack, STACK),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nproc, 0),
        (Resource::Memlock, 0),
        // Below the standard streams: no new descriptor can be made, the open ones stay.
        (Resource::Nofile, 0),
    ];
    for (resource, value) in limits {
        set_limit(resource, value, value)?;
    }
    // The soft limit sends SIGXCPU, which the parent reads as "timeout".
    set_limit(Resource::Cpu, CPU, CPU + 5)
}

/// Never above what the process was given.
fn set_limit(resource: Resource, soft: u64, hard: u64) -> Option<()> {
    let given = rustix::process::getrlimit(resource).maximum;
    let cap = |value: u64| given.map_or(value, |given| value.min(given));
    let limit = Rlimit {
        current: Some(cap(soft)),
        maximum: Some(cap(hard)),
    };
    rustix::process::setrlimit(resource, limit).ok()
}

fn filter_system_calls() -> Option<()> {
    let program = allow_list()?;
    seccompiler::apply_filter_all_threads(&program).ok()
}

/// System calls that memory, time and an orderly end need. All others fail with EPERM.
/// Failing is as tight as killing, and libraries that merely ask (how many processors?) go on.
const PLAIN: &[i64] = &[
    libc::SYS_close,
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_sigaltstack,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_restart_syscall,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

fn allow_list() -> Option<BpfProgram> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        PLAIN.iter().map(|&call| (call, Vec::new())).collect();
    // The standard streams, and no descriptor that the parent may have left open.
    let from_parent = rule(&[(0, SeccompCmpOp::Eq, 0)])?;
    let to_parent = rule(&[(0, SeccompCmpOp::Le, 2)])?;
    for call in [libc::SYS_read, libc::SYS_readv] {
        rules.insert(call, vec![from_parent.clone()]);
    }
    for call in [libc::SYS_write, libc::SYS_writev, libc::SYS_fstat] {
        rules.insert(call, vec![to_parent.clone()]);
    }
    // Memory, but never executable memory and never a file.
    let executable = u64::try_from(libc::PROT_EXEC).ok()?;
    let never_executable = (2, SeccompCmpOp::MaskedEq(executable), 0);
    let no_file = (4, SeccompCmpOp::Eq, u64::from(u32::MAX));
    let memory = rule(&[never_executable.clone(), no_file])?;
    rules.insert(libc::SYS_mmap, vec![memory]);
    rules.insert(libc::SYS_mprotect, vec![rule(&[never_executable])?]);
    // abort() sends a signal to the own process, and only there.
    let own = u64::from(std::process::id());
    rules.insert(libc::SYS_tgkill, vec![rule(&[(0, SeccompCmpOp::Eq, own)])?]);
    let denied = SeccompAction::Errno(u32::try_from(libc::EPERM).ok()?);
    let target = TargetArch::try_from(std::env::consts::ARCH).ok()?;
    let filter = SeccompFilter::new(rules, denied, SeccompAction::Allow, target).ok()?;
    BpfProgram::try_from(filter).ok()
}

/// All conditions must hold: argument, comparison, value.
fn rule(conditions: &[(u8, SeccompCmpOp, u64)]) -> Option<SeccompRule> {
    let conditions = conditions.iter().map(|(argument, operator, value)| {
        SeccompCondition::new(*argument, SeccompCmpArgLen::Dword, operator.clone(), *value).ok()
    });
    SeccompRule::new(conditions.collect::<Option<_>>()?).ok()
}
