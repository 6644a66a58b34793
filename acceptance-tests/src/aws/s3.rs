//! Buckets, as far as a person makes one by hand: for the states of a live repo.

use super::Account;
use crate::error::{Context as _, Result};
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketVersioningStatus, CreateBucketConfiguration, VersioningConfiguration,
};

impl Account {
    /// Makes a bucket that keeps old versions.
    pub fn make_bucket(&self, name: &str, region: &str) -> Result<()> {
        let s3 = self.s3(region);
        crate::runtime().block_on(async {
            let place = CreateBucketConfiguration::builder()
                .location_constraint(BucketLocationConstraint::from(region))
                .build();
            let create = s3.create_bucket().bucket(name).create_bucket_configuration(place).send().await;
            create.map_err(aws_sdk_s3::Error::from).context(format!("CreateBucket {name}"))?;
            let versions = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
            let put = s3.put_bucket_versioning().bucket(name).versioning_configuration(versions).send().await;
            put.map_err(aws_sdk_s3::Error::from).context(format!("PutBucketVersioning {name}"))?;
            Ok(())
        })
    }

    /// Names of the objects in a bucket, sorted.
    pub fn objects(&self, bucket: &str, region: &str) -> Result<Vec<String>> {
        let s3 = self.s3(region);
        crate::runtime().block_on(async {
            let mut pages = s3.list_objects_v2().bucket(bucket).into_paginator().send();
            let mut names = Vec::new();
            while let Some(page) = pages.next().await {
                let page = page.map_err(aws_sdk_s3::Error::from).context(format!("ListObjectsV2 {bucket}"))?;
                names.extend(page.contents().iter().filter_map(|object| object.key().map(str::to_owned)));
            }
            names.sort();
            Ok(names)
        })
    }
}
