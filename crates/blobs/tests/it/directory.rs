//! What only a local directory promises: private files, nothing of an interrupted upload, and words for a folder that
//! is gone, read-only or too small.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use crate::*;

#[tokio::test]
async fn files_and_folders_are_private() {
    let fixture = Fixture::new().await;
    fixture.store(&[content(50_000, 1), content(40, 1)]).await;
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    for path in all_files(&fixture.root()) {
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }
}

#[tokio::test]
async fn a_link_in_the_store_gives_and_harms_nothing_outside() {
    let fixture = Fixture::new().await;
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret");
    std::fs::write(&secret, vec![7; 200_000]).unwrap();
    let manifest = fixture.store(&[content(50_000, 1)]).await;
    let path = fixture.path(&manifest.parts[0]);
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(&secret, &path).unwrap();

    assert!(fixture.read(&manifest).await.is_err());
    assert!(fixture.get(&manifest.parts[0]).await.is_err());

    let object = manifest.parts[0].object;
    fixture.blobs.delete(object).await.unwrap();
    assert!(std::fs::symlink_metadata(&path).is_err());
    assert_eq!(std::fs::read(&secret).unwrap(), vec![7; 200_000]);
}

#[tokio::test]
async fn what_a_crash_left_in_staging_is_removed_once_it_is_old() {
    let fixture = Fixture::new().await;
    let staged = fixture
        .directory
        .path()
        .join("staging")
        .join(id().simple().to_string());
    std::fs::write(&staged, "half").unwrap();
    assert_eq!(fixture.blobs.remove_abandoned(0).await.unwrap(), 0);
    assert_eq!(fixture.blobs.remove_abandoned(i64::MAX).await.unwrap(), 1);
    assert!(!staged.exists());
}

#[tokio::test]
async fn a_folder_that_is_gone_is_said_and_comes_back() {
    let fixture = Fixture::new().await;
    let manifest = fixture.store(&[content(50_000, 1)]).await;
    let away = fixture.directory.path().with_extension("away");
    std::fs::rename(fixture.directory.path(), &away).unwrap();

    let written = fixture.try_put(content(10, 1)).await;
    let probed = fixture.blobs.probe().await;

    assert!(
        matches!(written, Err(BlobError::Unavailable(_))),
        "{written:?}"
    );
    assert!(
        matches!(probed, Err(BlobError::Unavailable(_))),
        "{probed:?}"
    );
    std::fs::rename(&away, fixture.directory.path()).unwrap();
    let part = fixture.try_put(content(10, 1)).await.unwrap();
    assert!(fixture.get(&part).await.unwrap() == content(10, 1));
    assert!(fixture.read(&manifest).await.unwrap() == content(50_000, 1));
}

#[tokio::test]
async fn a_folder_that_may_not_be_written_is_said() {
    let fixture = Fixture::new().await;
    let staging = fixture.directory.path().join("staging");
    // The superuser writes where nobody may, so the folder becomes something that cannot be written into at all.
    std::fs::remove_dir(&staging).unwrap();
    std::fs::write(&staging, "").unwrap();
    std::fs::set_permissions(&staging, Permissions::from_mode(0o400)).unwrap();

    let written = fixture.try_put(content(10, 1)).await;

    assert!(
        matches!(written, Err(BlobError::Unavailable(_))),
        "{written:?}"
    );
}

#[tokio::test]
async fn a_probe_leaves_nothing() {
    let fixture = Fixture::new().await;
    fixture.blobs.probe().await.unwrap();
    assert!(all_files(&fixture.root()).is_empty());
}
