CREATE INDEX review_reviews_due ON review_reviews (due_at) WHERE due_at IS NOT NULL;
