//! The numbers of `make bench` that do not depend on the machine, held against what the README says.

#![expect(clippy::unwrap_used, reason = "a test that cannot measure has failed")]

use acceptance_tests::bench::life::{NO_OP_PLAN, live};
use acceptance_tests::bench::{Shape, World};
use acceptance_tests::paths;
use std::time::Duration;

/// The second and third cells of the first row of the README that begins with this one: calls, without and with flow logs.
fn in_readme(operation: &str) -> [usize; 2] {
    let text = std::fs::read_to_string(paths::repository().join("README.md")).unwrap();
    let row = text.lines().find_map(|line| line.strip_prefix(&format!("| {operation} |"))).unwrap();
    let numbers: Vec<usize> = row.split('|').take(2).map(|cell| cell.trim().parse().unwrap()).collect();
    numbers.try_into().unwrap()
}

#[test]
fn one_vpc_costs_no_more_calls_than_the_readme_says() {
    let world = World::start(Duration::ZERO).unwrap();
    for (column, flow_logs) in [true, false].into_iter().enumerate() {
        let (parts, operations) = live(&world, Shape { flow_logs, ..Shape::default() }).unwrap();
        assert!(parts > 50, "{parts} objects");
        for operation in &operations {
            let said = in_readme(operation.name)[column];
            let calls = operation.cost.calls;
            // How often a state is asked for is a matter of time; of what is there and stays, it is not.
            let may_differ = if operation.name == NO_OP_PLAN { 0 } else { said / 10 };
            assert!(calls <= said + may_differ, "{}: {calls} calls, the README says {said}", operation.name);
            assert!(operation.cost.path > 0, "{}: no events", operation.name);
        }
    }
    assert!(world.complaints().is_empty(), "{:?}", world.complaints());
}
