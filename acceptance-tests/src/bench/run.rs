//! VPCs of one configuration through their lives, and what each walk cost.

use super::{Cost, Memory, Shape, World};
use crate::driver::{Fleet, Handle};
use crate::ensure;
use crate::error::{Context as _, Result};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use tfplugin::plan::Attributes;

/// The resource type.
const TYPE: &str = "plinth_env_vpc";

/// Resources that Terraform works on at once, unless told otherwise.
const PARALLELISM: usize = 10;

/// VPCs that are applied together.
pub struct Run<'a> {
    world: &'a World,
    fleet: Fleet<'a>,
    /// The walks since the command began.
    walks: Rc<RefCell<Vec<Result<Cost>>>>,
}

impl<'a> Run<'a> {
    /// So many VPCs of one shape, in an account of their own and the provider's region.
    pub fn of(world: &'a World, shape: Shape, count: usize) -> Result<Self> {
        let schema = world.catalog.resource(TYPE)?;
        let configs = (1..=count).map(|n| shape.config(schema, &format!("bench-{n}"), None, None));
        let block = world.block(&world.account()?);
        Ok(Self::new(world, &block, configs.collect::<Result<_>>()?))
    }

    /// A VPC of a shape in each region of each member of a new organization.
    pub fn across(world: &'a World, shape: Shape, accounts: usize, regions: &[&str]) -> Result<Self> {
        let schema = world.catalog.resource(TYPE)?;
        let organization = world.organization(accounts)?;
        let homes = organization.members.iter().flat_map(|member| regions.iter().map(|region| (&member.id, *region)));
        let configs = homes.map(|(account_id, region)| shape.config(schema, "bench", Some(account_id), Some(region)));
        let block = world.block(&organization.management);
        Ok(Self::new(world, &block, configs.collect::<Result<_>>()?))
    }

    fn new(world: &'a World, block: &Attributes, configs: Vec<Attributes>) -> Self {
        let mut fleet = Fleet::new(&world.catalog, TYPE, block, &world.start, configs, PARALLELISM);
        let walks: Rc<RefCell<Vec<Result<Cost>>>> = Rc::default();
        let done = Rc::clone(&walks);
        fleet.at_end(move |provider, took| RefCell::borrow_mut(&done).push(cost(world, provider, took)));
        Self { world, fleet, walks }
    }

    /// `terraform apply` of what does not exist or was changed: the costs of its plan, and of the rest.
    pub fn apply(&mut self) -> Result<(Cost, Cost)> {
        self.both(Fleet::apply)
    }

    /// `terraform destroy`: the costs of its plan, and of the rest.
    pub fn destroy(&mut self) -> Result<(Cost, Cost)> {
        self.both(Fleet::destroy)
    }

    /// `terraform plan` of what is as it should be.
    pub fn no_op_plan(&mut self) -> Result<Cost> {
        self.begin()?;
        let changes = self.fleet.plan()?;
        ensure!(changes == 0, "{changes} resources would change that nobody changed");
        self.walks.take().pop().context("there was no walk")?
    }

    /// Changes the configurations.
    pub fn change(&mut self, change: impl Fn(&mut Attributes)) {
        self.fleet.change(change);
    }

    /// How many objects of AWS the resources stand for.
    pub fn parts(&self) -> usize {
        let parts = self.fleet.states().flatten().filter_map(|state| state.get("parts")?.entries());
        parts.map(std::collections::BTreeMap::len).sum()
    }

    fn both(&mut self, command: impl FnOnce(&mut Fleet<'a>) -> Result<usize>) -> Result<(Cost, Cost)> {
        self.begin()?;
        command(&mut self.fleet)?;
        let mut walks = self.walks.take().into_iter();
        let (Some(planned), Some(applied)) = (walks.next(), walks.next()) else {
            return Err("there was nothing to do".into());
        };
        Ok((planned?, applied?))
    }

    fn begin(&self) -> Result<()> {
        self.walks.take();
        self.world.events.take()?;
        self.world.proxy.log().clear();
        Ok(())
    }
}

/// What a walk cost that has just ended, and whose provider still runs.
fn cost(world: &World, provider: &Handle, took: Duration) -> Result<Cost> {
    let memory = Memory::of(provider.process_id()?)?;
    let calls = world.proxy.log().calls();
    world.proxy.log().clear();
    let waited = calls.iter().map(|call| call.took).sum();
    let actions = calls.into_iter().map(|call| format!("{}:{}", call.service, call.action)).collect();
    Ok(Cost::of(actions, waited, took, memory, &world.events.take()?))
}
