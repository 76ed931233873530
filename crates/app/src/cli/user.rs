//! `wasl user`: people of a shop. Passwords are read from the standard input, never from the command line, where others
//! could see them.

use super::{ACTOR, say};
use crate::open_house;
use anyhow::{Context, bail};
use clap::Subcommand;
use std::io::BufRead;
use wasl_platform::{
    Config, House, Role, change_role, create_one_time_link, create_user, disable_user, enable_user, find_person,
    find_shop_by_handle, list_people, remove_member, reset_second_step, set_password,
};

#[derive(Subcommand)]
pub enum Person {
    /// Add somebody to a shop and print a link that lets them in once.
    Create {
        #[arg(long)]
        shop: String,
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        /// owner, operations, agent or accountant
        #[arg(long, default_value = "agent")]
        role: String,
    },
    /// Give somebody another role in a shop.
    Role {
        #[arg(long)]
        shop: String,
        #[arg(long)]
        email: String,
        /// owner, operations, agent or accountant
        #[arg(long)]
        role: String,
    },
    /// Remove somebody from a shop; in others they stay.
    Remove {
        #[arg(long)]
        shop: String,
        #[arg(long)]
        email: String,
    },
    /// Print a link that lets somebody in once within 15 minutes.
    Link {
        #[arg(long)]
        email: String,
    },
    /// Send somebody away: no way in, and every session ends.
    Disable {
        #[arg(long)]
        email: String,
    },
    /// Let somebody in again.
    Enable {
        #[arg(long)]
        email: String,
    },
    /// Give somebody a new password, read from the standard input; every session ends.
    Password {
        #[arg(long)]
        email: String,
    },
    /// Look after somebody's second step of signing in.
    Factor {
        #[arg(long)]
        email: String,
        #[command(subcommand)]
        what: Factor,
    },
    /// List a shop's people.
    List {
        #[arg(long)]
        shop: String,
    },
}

#[derive(Subcommand)]
pub enum Factor {
    /// Take the second step away from somebody who has lost phone and recovery codes; every session ends.
    Reset,
}

pub async fn run(config: Config, what: Person) -> anyhow::Result<()> {
    let house = open_house(config).await?;
    match what {
        Person::Create { shop, email, name, role } => {
            let role = read_role(&role)?;
            let shop = find_shop_by_handle(&house, &shop).await?;
            create_user(&house, shop.id, role, &email, &name, None).await?;
            link(&house, &email).await?;
        }
        Person::Role { shop, email, role } => {
            let role = read_role(&role)?;
            let shop = find_shop_by_handle(&house, &shop).await?;
            let (user, _) = find_person(&house, &email).await?;
            let is_new = change_role(&house, shop.id, user, role, ACTOR).await?;
            say(if is_new { "the role is changed, from the next page they open" } else { "that was their role" });
        }
        Person::Remove { shop, email } => {
            let shop = find_shop_by_handle(&house, &shop).await?;
            let (user, _) = find_person(&house, &email).await?;
            remove_member(&house, shop.id, user, ACTOR).await?;
            say("removed from the shop");
        }
        Person::Link { email } => link(&house, &email).await?,
        Person::Disable { email } => {
            let (user, _) = find_person(&house, &email).await?;
            let is_new = disable_user(&house, user, ACTOR).await?;
            say(if is_new { "sent away; every session has ended" } else { "was sent away already" });
        }
        Person::Enable { email } => {
            let (user, _) = find_person(&house, &email).await?;
            let is_new = enable_user(&house, user, ACTOR).await?;
            say(if is_new { "may come in again" } else { "was never sent away" });
        }
        Person::Password { email } => {
            set_password(&house, &email, &typed_password()?, ACTOR).await?;
            say("the password is set; every session has ended");
        }
        Person::Factor { email, what: Factor::Reset } => {
            let (user, _) = find_person(&house, &email).await?;
            let is_new = reset_second_step(&house, user, ACTOR).await?;
            say(if is_new { "the second step is taken away; every session has ended" } else { "had no second step" });
        }
        Person::List { shop } => list(&house, &shop).await?,
    }
    Ok(house.db.close().await?)
}

fn read_role(word: &str) -> anyhow::Result<Role> {
    Role::parse(word).with_context(|| format!("{word} is none of owner, operations, agent, accountant"))
}

async fn link(house: &House, email: &str) -> anyhow::Result<()> {
    let (user, disabled_at) = find_person(house, email).await?;
    if disabled_at.is_some() {
        bail!("{email} is sent away: `wasl user enable` first");
    }
    let token = create_one_time_link(house, user).await?;
    say(format_args!("{}/enter/{token}", house.config.base_url()));
    Ok(())
}

fn typed_password() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("reading the password")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

async fn list(house: &House, handle: &str) -> anyhow::Result<()> {
    let shop = find_shop_by_handle(house, handle).await?;
    let mut read = house.db.read().await?;
    for person in list_people(&mut read, shop.id).await? {
        let state = person.disabled_at.map_or("may come in".to_owned(), |at| format!("sent away {at}"));
        let role = person.role.map_or("unknown to this version", Role::as_str);
        let steps = if person.second_step_since.is_some() { "with a second step" } else { "by password alone" };
        say(format_args!("{}  {role}  {}  {}  {state}  {steps}", person.id, person.email, person.name));
    }
    Ok(())
}
