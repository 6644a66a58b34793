//! What `plinth_env_vpc` and an organization cost: calls, time and memory, on the emulator behind the fault proxy.
//!
//! Calls are counted by the proxy and not by the provider. Paths come from the engine's own events (`PLINTH_EVENTS`).
//!
//! | module | what it is for |
//! |---|---|
//! | `world` | the emulator, the proxy with its latency, and providers that write events |
//! | `shape` | which VPC is measured, as a configuration |
//! | `cost` | what one walk cost |
//! | `run` | fleets of VPCs through their lives, walk by walk |
//! | `events` | what the provider told |
//! | `memory` | what a process holds |
//! | `life` | create, no-op plan, updates and destroy of one VPC |
//! | `growth` | the same for more tiers, zones and VPCs |
//! | `accounts` | the memory of one process for many accounts and regions |
//! | `organization` | an organization vended and baselined by real Terraform |
//! | `goal`, `table` | how results are judged and shown |

pub mod accounts;
mod cost;
mod events;
pub mod goal;
pub mod growth;
pub mod life;
mod memory;
pub mod organization;
mod run;
mod shape;
pub mod table;
mod world;

pub use cost::Cost;
pub use memory::Memory;
pub use run::Run;
pub use shape::Shape;
pub use world::World;
