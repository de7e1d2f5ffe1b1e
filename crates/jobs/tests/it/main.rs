//! The queue on both engines. PostgreSQL takes part when `TEST_DATABASE_URL` is set.
#![cfg(test)]

mod leases;

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use db::testing::TestDatabase;
use db::{Database, Query, args};
use jobs::{Handler, Job, JobError, NewJob, Runner};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

db::statements! {
    COUNT = "SELECT COUNT(*) FROM jobs_queue WHERE state = $1";
    RUN_AT = "SELECT run_at, attempts FROM jobs_queue WHERE id = $1";
}

const START: i64 = 1_000_000;

/// What the handler does, and what it saw.
struct Work {
    answer: fn(u32) -> Result<(), JobError>,
    seen: Mutex<HashMap<Uuid, u32>>,
    lasting: Duration,
    stubborn: bool,
}

impl Work {
    fn new(answer: fn(u32) -> Result<(), JobError>) -> Arc<Self> {
        Arc::new(Self {
            answer,
            seen: Mutex::default(),
            lasting: Duration::ZERO,
            stubborn: false,
        })
    }

    fn lasting(lasting: Duration) -> Arc<Self> {
        Arc::new(Self {
            answer: |_| Ok(()),
            seen: Mutex::default(),
            lasting,
            stubborn: false,
        })
    }

    fn count(&self, subject: Uuid) -> u32 {
        self.seen
            .lock()
            .unwrap()
            .get(&subject)
            .copied()
            .unwrap_or(0)
    }

    fn total(&self) -> u32 {
        self.seen.lock().unwrap().values().sum()
    }
}

#[async_trait::async_trait]
impl Handler for Work {
    fn kind(&self) -> &'static str {
        "test.work"
    }

    fn gives_up(&self) -> bool {
        !self.stubborn
    }

    async fn run(&self, job: &Job) -> Result<(), JobError> {
        *self.seen.lock().unwrap().entry(job.subject).or_default() += 1;
        tokio::time::sleep(self.lasting).await;
        (self.answer)(job.attempts)
    }
}

struct Queue {
    database: Database,
    clock: Arc<AtomicI64>,
    _test: TestDatabase,
}

impl Queue {
    fn runner(&self, handler: &Arc<Work>) -> Runner {
        let clock = Arc::clone(&self.clock);
        let now = Arc::new(move || clock.load(Ordering::SeqCst));
        Runner::new(
            self.database.clone(),
            now,
            vec![Arc::clone(handler) as Arc<dyn Handler>],
        )
    }

    fn pass(&self, milliseconds: i64) {
        self.clock.fetch_add(milliseconds, Ordering::SeqCst);
    }

    async fn add(&self, subject: Uuid, run_at: i64) -> Uuid {
        let mut tx = self.database.write().await.unwrap();
        let id = id();
        jobs::enqueue(&mut tx, id, START, new(subject, run_at))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn count(&self, state: &'static str) -> i64 {
        self.database
            .read()
            .await
            .unwrap()
            .one(&COUNT, &args![state])
            .await
            .unwrap()
    }
}

fn new(subject: Uuid, run_at: i64) -> NewJob {
    NewJob {
        kind: "test.work",
        subject,
        run_at,
    }
}

fn id() -> Uuid {
    Uuid::from_bytes(vault::random_bytes::<16>())
}

async fn queues() -> Vec<Queue> {
    let mut queues = Vec::new();
    for test in TestDatabase::all().await.unwrap() {
        let database = test.database();
        database.migrate(jobs::MIGRATIONS).await.unwrap();
        queues.push(Queue {
            database,
            clock: Arc::new(AtomicI64::new(START)),
            _test: test,
        });
    }
    queues
}

#[tokio::test]
async fn statements_prepare_and_both_dialects_have_the_same_columns() {
    for queue in queues().await {
        queue.database.prepare_all(jobs::STATEMENTS).await.unwrap();
        queue.database.prepare_all(ALL).await.unwrap();
    }
    let lists = db::testing::columns_per_engine(jobs::MIGRATIONS)
        .await
        .unwrap();
    assert!(lists.iter().all(|list| *list == lists[0]), "{lists:#?}");
}

#[tokio::test]
async fn a_job_runs_once_and_not_before_its_time() {
    for queue in queues().await {
        let work = Work::new(|_| Ok(()));
        let runner = queue.runner(&work);
        let (now, later) = (id(), id());
        queue.add(now, 0).await;
        queue.add(later, START + 500).await;
        runner.run_due().await.unwrap();
        assert_eq!((work.count(now), work.count(later)), (1, 0));
        queue.pass(500);
        runner.run_due().await.unwrap();
        runner.run_due().await.unwrap();
        assert_eq!((work.count(now), work.count(later)), (1, 1));
        assert_eq!(queue.count("waiting").await, 0);
    }
}

#[tokio::test]
async fn a_job_of_a_transaction_that_was_rolled_back_never_runs() {
    for queue in queues().await {
        let work = Work::new(|_| Ok(()));
        let mut tx = queue.database.write().await.unwrap();
        jobs::enqueue(&mut tx, id(), START, new(id(), 0))
            .await
            .unwrap();
        drop(tx);
        queue.runner(&work).run_due().await.unwrap();
        assert_eq!(work.total(), 0);
    }
}

#[tokio::test]
async fn a_failing_job_waits_longer_each_time_and_is_given_up_after_eight_tries() {
    for queue in queues().await {
        let work = Work::new(|_| Err(JobError::retry("not yet")));
        let runner = queue.runner(&work);
        let subject = id();
        let job = queue.add(subject, 0).await;
        let mut waited = Vec::new();
        for _ in 0..20 {
            runner.run_due().await.unwrap();
            let mut tx = queue.database.read().await.unwrap();
            let (run_at, _): (i64, i64) = tx.one(&RUN_AT, &args![job]).await.unwrap();
            let wait = run_at - queue.clock.load(Ordering::SeqCst);
            if wait > 0 {
                waited.push(wait);
            }
            queue.pass(wait.max(1));
        }
        assert_eq!(work.count(subject), 8);
        assert_eq!(
            waited,
            [2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000]
        );
        assert_eq!(queue.count("failed").await, 1);

        let mut tx = queue.database.write().await.unwrap();
        let failed = jobs::failed(&mut tx, 10).await.unwrap();
        assert_eq!(failed[0].subject, subject);
        assert!(jobs::restart(&mut tx, job, START).await.unwrap());
        assert!(!jobs::restart(&mut tx, job, START).await.unwrap());
        tx.commit().await.unwrap();
        runner.run_due().await.unwrap();
        assert_eq!(work.count(subject), 9);
    }
}

#[tokio::test]
async fn a_job_whose_turn_it_is_not_waits_without_using_up_its_tries() {
    for queue in queues().await {
        let work = Work::new(|_| Err(JobError::Later(700)));
        let runner = queue.runner(&work);
        let subject = id();
        let job = queue.add(subject, 0).await;
        for round in 1..=20 {
            runner.run_due().await.unwrap();
            assert_eq!(work.count(subject), round);
            let mut tx = queue.database.read().await.unwrap();
            let (run_at, attempts): (i64, i64) = tx.one(&RUN_AT, &args![job]).await.unwrap();
            assert_eq!(run_at, queue.clock.load(Ordering::SeqCst) + 700);
            assert_eq!(attempts, 0);
            queue.pass(700);
        }
        assert_eq!(queue.count("waiting").await, 1);
    }
}

#[tokio::test]
async fn what_was_promised_goes_on_for_ever_and_is_listed() {
    for queue in queues().await {
        let work = Arc::new(Work {
            answer: |attempts| match attempts {
                30 => Ok(()),
                even if even % 2 == 0 => Err(JobError::fail("never")),
                _ => Err(JobError::retry("not yet")),
            },
            seen: Mutex::default(),
            lasting: Duration::ZERO,
            stubborn: true,
        });
        let runner = queue.runner(&work);
        let subject = id();
        let job = queue.add(subject, 0).await;
        for tries in 1..30 {
            runner.run_due().await.unwrap();
            let mut tx = queue.database.read().await.unwrap();
            let (run_at, _): (i64, i64) = tx.one(&RUN_AT, &args![job]).await.unwrap();
            let wait = run_at - queue.clock.load(Ordering::SeqCst);
            assert!((1..=3_600_000).contains(&wait), "{wait} after {tries}");
            let listed = jobs::struggling(&mut tx, 10).await.unwrap();
            assert_eq!(listed.len(), usize::from(tries >= 8), "{tries}");
            queue.pass(wait);
        }
        assert_eq!(queue.count("failed").await, 0);

        runner.run_due().await.unwrap();

        assert_eq!(work.count(subject), 30);
        assert_eq!(queue.count("waiting").await, 0);
    }
}

#[tokio::test]
async fn a_job_that_cannot_succeed_or_has_no_handler_is_given_up_at_once() {
    for queue in queues().await {
        let work = Work::new(|_| Err(JobError::fail("never")));
        queue.add(id(), 0).await;
        let mut tx = queue.database.write().await.unwrap();
        let unknown = NewJob {
            kind: "test.unknown",
            subject: id(),
            run_at: 0,
        };
        jobs::enqueue(&mut tx, id(), START, unknown).await.unwrap();
        tx.commit().await.unwrap();
        queue.runner(&work).run_due().await.unwrap();
        assert_eq!(work.total(), 1);
        assert_eq!(queue.count("failed").await, 2);
    }
}

#[tokio::test]
async fn a_panicking_handler_is_retried_and_harms_no_other_job() {
    for queue in queues().await {
        let work = Work::new(|attempts| {
            assert!(attempts > 1, "a defect");
            Ok(())
        });
        queue.add(id(), 0).await;
        queue.add(id(), 0).await;
        let runner = queue.runner(&work);
        runner.run_due().await.unwrap();
        queue.pass(5_000);
        runner.run_due().await.unwrap();
        assert_eq!(work.total(), 4);
        assert_eq!(
            queue.count("waiting").await + queue.count("failed").await,
            0
        );
    }
}

#[tokio::test]
async fn two_runners_share_the_queue_without_running_a_job_twice() {
    for queue in queues().await {
        let work = Work::new(|_| Ok(()));
        let subjects: Vec<Uuid> = (0..60).map(|_| id()).collect();
        for subject in &subjects {
            queue.add(*subject, 0).await;
        }
        let (first, second) = (queue.runner(&work), queue.runner(&work));
        let (stop, stopper) = (CancellationToken::new(), CancellationToken::new());
        let done = async {
            while work.total() < 60 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            stop.cancel();
            stopper.cancel();
        };
        let all =
            async { tokio::join!(first.run(stop.clone()), second.run(stopper.clone()), done) };
        tokio::time::timeout(Duration::from_secs(30), all)
            .await
            .unwrap();
        assert!(subjects.iter().all(|subject| work.count(*subject) == 1));
        assert_eq!(
            queue.count("waiting").await + queue.count("running").await,
            0
        );
    }
}

#[tokio::test]
async fn a_told_runner_starts_at_once_and_a_stopped_one_finishes_its_work() {
    for queue in queues().await {
        let work = Work::lasting(Duration::from_millis(200));
        let runner = queue.runner(&work);
        let stop = CancellationToken::new();
        let told = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let begun = std::time::Instant::now();
            queue.add(id(), 0).await;
            runner.notify();
            while work.total() == 0 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            assert!(begun.elapsed() < Duration::from_millis(1500));
            stop.cancel();
        };
        tokio::join!(runner.run(stop.clone()), told);
        assert_eq!(queue.count("running").await, 0);
    }
}
