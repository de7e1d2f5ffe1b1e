//! Claims: extended while the work runs, and taken over from whoever died.

use tokio::sync::Notify;

use super::*;

#[tokio::test]
async fn a_job_whose_runner_died_runs_again_after_its_lease() {
    for queue in queues().await {
        let subject = id();
        queue.add(subject, 0).await;
        let never = Work::lasting(Duration::from_hours(1));
        let dying = queue.runner(&never);
        tokio::time::timeout(Duration::from_millis(300), dying.run_due())
            .await
            .unwrap_err();
        assert_eq!(never.count(subject), 1);

        let work = Work::new(|attempts| {
            assert_eq!(attempts, 2);
            Ok(())
        });
        let runner = queue.runner(&work);
        runner.run_due().await.unwrap();
        assert_eq!(work.count(subject), 0, "the lease still holds");
        queue.pass(60_001);
        runner.run_due().await.unwrap();
        assert_eq!(work.count(subject), 1);
        assert_eq!(queue.count("running").await, 0);
    }
}

/// Work that holds the database until it is told to let go.
struct Holding {
    database: Database,
    holds: Notify,
    released: Notify,
}

#[async_trait::async_trait]
impl Handler for Holding {
    fn kind(&self) -> &'static str {
        "test.work"
    }

    async fn run(&self, _: &Job) -> Result<(), JobError> {
        let tx = self.database.write().await.map_err(JobError::retry)?;
        self.holds.notify_one();
        self.released.notified().await;
        tx.commit().await.map_err(JobError::retry)
    }
}

/// SQLite has one seat for whoever writes, so the beat of a job waits for the job itself.
#[tokio::test]
async fn a_job_goes_on_while_its_lease_waits_to_be_extended() {
    let queue = queues().await.swap_remove(0);
    queue.add(id(), 0).await;
    let work = Arc::new(Holding {
        database: queue.database.clone(),
        holds: Notify::new(),
        released: Notify::new(),
    });
    let handlers = vec![Arc::clone(&work) as Arc<dyn Handler>];
    let runner = Runner::new(queue.database.clone(), Arc::new(|| START), handlers)
        .beating_every(Duration::from_millis(20));
    let releasing = async {
        work.holds.notified().await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        work.released.notify_one();
    };

    // Waiting for each other, they would wait until the database gives up, for a quarter of a minute.
    let both = async { tokio::join!(runner.run_due(), releasing).0 };
    let done = tokio::time::timeout(Duration::from_secs(10), both).await;

    done.expect("the job waits for its own lease").unwrap();
    assert_eq!(queue.count("waiting").await, 0);
}

#[tokio::test]
async fn lost_jobs_and_those_that_have_waited_longest_come_first() {
    for queue in queues().await {
        let [late, early, lost] = [id(), id(), id()];
        let never = Work::lasting(Duration::from_hours(1));
        queue.add(lost, 0).await;
        let dying = queue.runner(&never);
        tokio::time::timeout(Duration::from_millis(300), dying.run_due())
            .await
            .unwrap_err();
        queue.pass(60_001);
        queue.add(late, START + 20).await;
        queue.add(early, START + 10).await;

        let order = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&order);
        let work = Arc::new(Order(seen));
        let clock = Arc::clone(&queue.clock);
        let now = Arc::new(move || clock.load(Ordering::SeqCst));
        Runner::new(queue.database.clone(), now, vec![work])
            .run_due()
            .await
            .unwrap();
        assert_eq!(*order.lock().unwrap(), [lost, early, late]);
    }
}

/// Notes what it is given.
struct Order(Arc<Mutex<Vec<Uuid>>>);

#[async_trait::async_trait]
impl Handler for Order {
    fn kind(&self) -> &'static str {
        "test.work"
    }

    async fn run(&self, job: &Job) -> Result<(), JobError> {
        self.0.lock().unwrap().push(job.subject);
        Ok(())
    }
}

#[tokio::test]
async fn a_job_that_kills_every_runner_is_given_up() {
    for queue in queues().await {
        let subject = id();
        queue.add(subject, 0).await;
        let never = Work::lasting(Duration::from_hours(1));
        let runner = queue.runner(&never);
        for _ in 0..12 {
            drop(tokio::time::timeout(Duration::from_millis(60), runner.run_due()).await);
            queue.pass(60_001);
        }
        assert_eq!(never.count(subject), 8);
        assert_eq!(queue.count("failed").await, 1);
    }
}
