//! The first run: the shop, its owner, their first session and the end of the set-up link are one transaction, so that a
//! house is either set up or as fresh as before.

use super::audit::record_audit_in;
use super::half_session::{SignedIn, enter_in};
use super::link::take_link_in;
use super::password::hash_password;
use super::session::{new_token, token_hash};
use super::sign_in::SignInError;
use super::user::{NewUser, Role, UserError, add_user_in, check_password, checked_email, checked_name};
use crate::shops::{NewShop, Shop, ShopError, draft_shop, forget_shops, save_shop_in};
use crate::{House, Stamp, store};
use std::sync::Arc;
use wasl_base::UserId;
use wasl_db::{DbError, Tx, args};

/// Who opens the house.
#[derive(Clone, Debug)]
pub struct Founder {
    pub email: String,
    pub name: String,
    pub password: String,
}

/// Is there nobody yet?
pub async fn needs_setup(house: &House) -> Result<bool, DbError> {
    let mut read = house.db.read().await?;
    Ok(read.one(store::COUNT_USERS, args![], |row| row.get::<i64>(0)).await? == 0)
}

/// Errors: `platform.link_dead`, and what is wrong with a field; the link then lives on.
pub async fn set_up_house(
    house: &House,
    token: &str,
    shop: NewShop,
    founder: &Founder,
) -> Result<(Arc<Shop>, SignedIn), SignInError> {
    let stamp = house.stamp();
    let (hash, now) = (token_hash(token), stamp.now);
    // Asked before the password is hashed, which is dear; and once more where it counts.
    let mut read = house.db.read().await?;
    let alive = read.opt(store::FIND_SESSION, args![&hash[..], "setup", now], |row| row.get::<Option<i64>>(0)).await?;
    drop(read);
    alive.ok_or(SignInError::LinkDead)?;
    let (email, name) = (checked_email(&founder.email)?, checked_name(&founder.name)?);
    let own = [name.as_str(), &shop.name_ar, &shop.name_en, &shop.handle];
    check_password(&founder.password, &email, &own)?;
    let shop = draft_shop(house, shop)?;
    let password_hash = hash_password(&founder.password).await?;
    let user = NewUser { id: stamp.id(), email, name, password_hash, lang: shop.lang };
    let plan = Plan { stamp, hash, shop, user, session: new_token(house), device: new_token(house) };
    let shop = Arc::new(plan.shop.clone());
    let entered = house.db.write(plan, |tx, plan| Box::pin(found_in(tx, plan))).await?;
    forget_shops(house);
    Ok((shop, entered))
}

struct Plan {
    stamp: Stamp,
    hash: [u8; 32],
    shop: Shop,
    user: NewUser,
    session: String,
    device: String,
}

async fn found_in(tx: &mut Tx, plan: &Plan) -> Result<SignedIn, SignInError> {
    let (stamp, shop, user) = (&plan.stamp, plan.shop.id, plan.user.id);
    take_link_in(tx, "setup", &plan.hash, stamp.now).await?;
    if tx.one(store::COUNT_USERS, args![], |row| row.get::<i64>(0)).await? > 0 {
        return Err(SignInError::LinkDead);
    }
    add_owner_in(tx, plan).await?;
    match save_shop_in(tx, &plan.shop, stamp.now).await {
        Err(ShopError::Db(DbError::Unique { constraint })) if constraint == "shop_handle" => {
            return Err(ShopError::HandleTaken.into());
        }
        other => other?,
    }
    record_audit_in(tx, stamp, shop, &user.to_string(), "house.set_up", &shop.to_string(), "").await?;
    Ok(enter_in(tx, user, stamp.now, &plan.session, Some(&plan.device)).await?)
}

async fn add_owner_in(tx: &mut Tx, plan: &Plan) -> Result<UserId, UserError> {
    add_user_in(tx, &plan.stamp, plan.shop.id, Role::Owner, &plan.user).await?;
    Ok(plan.user.id)
}
