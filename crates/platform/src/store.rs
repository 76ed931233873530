//! Every SQL text of the platform.

wasl_db::statements! {
    pub ADD_SHOP = "INSERT INTO shop (id, short, handle, name_ar, name_en, currency, country, zone, lang, digits, calendar, hue, city, region, contact_phone, contact_email, contact_whatsapp, secret, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    pub ALL_SHOPS = "SELECT id, short, handle, name_ar, name_en, currency, country, zone, lang, digits, calendar, hue, city, region, contact_phone, contact_email, contact_whatsapp, secret FROM shop ORDER BY id";
    pub FIND_SHOP = "SELECT id, short, handle, name_ar, name_en, currency, country, zone, lang, digits, calendar, hue, city, region, contact_phone, contact_email, contact_whatsapp, secret FROM shop WHERE id = $1";
    pub SHOP_PLACE = "SELECT zone, country FROM shop WHERE id = $1";

    pub ADD_USER = "INSERT INTO app_user (id, email, name, password_hash, lang, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    pub COUNT_USERS = "SELECT COUNT(*) FROM app_user";
    pub FIND_USER = "SELECT id, email, name, password_hash, lang FROM app_user WHERE id = $1 AND disabled_at IS NULL";
    pub FIND_USER_BY_EMAIL = "SELECT id, email, name, password_hash, lang FROM app_user WHERE email = $1 AND disabled_at IS NULL";
    pub FIND_ANYBODY_BY_EMAIL = "SELECT id, disabled_at FROM app_user WHERE email = $1";
    pub PEOPLE_OF_SHOP = "SELECT u.id, u.email, u.name, m.role, u.disabled_at, m.created_at, s.created_at FROM membership m JOIN app_user u ON u.id = m.user_id LEFT JOIN second_step s ON s.user_id = m.user_id WHERE m.shop_id = $1 ORDER BY u.id LIMIT $2";
    pub DISABLE_USER = "UPDATE app_user SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL";
    pub ENABLE_USER = "UPDATE app_user SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL";
    pub SET_PASSWORD_HASH = "UPDATE app_user SET password_hash = $2 WHERE id = $1";
    pub CHANGE_PASSWORD_HASH = "UPDATE app_user SET password_hash = $2 WHERE id = $1 AND password_hash = $3 AND disabled_at IS NULL";
    pub ADD_MEMBERSHIP = "INSERT INTO membership (user_id, shop_id, role, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (user_id, shop_id) DO UPDATE SET role = $3";
    pub FIND_ROLE = "SELECT role FROM membership WHERE user_id = $1 AND shop_id = $2";
    pub FIND_MEMBER = "SELECT u.id, u.email, u.name, m.role, u.disabled_at, m.created_at, s.created_at FROM membership m JOIN app_user u ON u.id = m.user_id LEFT JOIN second_step s ON s.user_id = m.user_id WHERE m.shop_id = $1 AND m.user_id = $2";
    pub FIND_MEMBER_BY_EMAIL = "SELECT u.id FROM app_user u JOIN membership m ON m.user_id = u.id AND m.shop_id = $1 WHERE u.email = $2";
    pub SET_ROLE = "UPDATE membership SET role = $3 WHERE shop_id = $1 AND user_id = $2";
    pub DROP_MEMBERSHIP = "DELETE FROM membership WHERE shop_id = $1 AND user_id = $2";
    /// Those who may come in.
    pub COUNT_OWNERS = "SELECT COUNT(*) FROM membership m JOIN app_user u ON u.id = m.user_id WHERE m.shop_id = $1 AND m.role = 'owner' AND u.disabled_at IS NULL";
    pub HOLD_SHOP = "SELECT id FROM shop WHERE id = $1";
    pub SHOPS_OF_USER = "SELECT shop_id, role FROM membership WHERE user_id = $1 ORDER BY shop_id";

    pub ADD_INVITATION = "INSERT INTO invitation (shop_id, hash, id, email, name, role, invited_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    pub FIND_INVITATION = "SELECT id, email, name, role, expires_at, CAST(NULL AS TEXT) FROM invitation WHERE shop_id = $1 AND hash = $2 AND expires_at > $3";
    pub LIST_INVITATIONS = "SELECT i.id, i.email, i.name, i.role, i.expires_at, u.name FROM invitation i LEFT JOIN app_user u ON u.id = i.invited_by WHERE i.shop_id = $1 AND i.expires_at > $2 ORDER BY i.id DESC LIMIT $3";
    pub COUNT_INVITATIONS = "SELECT COUNT(*) FROM invitation WHERE shop_id = $1 AND expires_at > $2";
    pub DROP_INVITATION = "DELETE FROM invitation WHERE shop_id = $1 AND id = $2";
    pub DROP_INVITATION_OF = "DELETE FROM invitation WHERE shop_id = $1 AND email = $2";
    pub DROP_INVITATIONS_BY = "DELETE FROM invitation WHERE shop_id = $1 AND invited_by = $2";
    pub DROP_INVITATION_OF_USER = "DELETE FROM invitation WHERE shop_id = $1 AND email IN (SELECT email FROM app_user WHERE id = $2)";
    pub DROP_ENDED_INVITATIONS = "DELETE FROM invitation WHERE shop_id = $1 AND expires_at <= $2 AND hash IN (SELECT hash FROM invitation WHERE shop_id = $1 AND expires_at <= $2 LIMIT $3)";

    pub ADD_SESSION = "INSERT INTO session (token_hash, kind, user_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $4, $5)";
    pub FIND_SESSION = "SELECT user_id, created_at, seen_at, expires_at FROM session WHERE token_hash = $1 AND kind = $2 AND expires_at > $3";
    pub TOUCH_SESSION = "UPDATE session SET seen_at = $2, expires_at = $3 WHERE token_hash = $1";
    pub DROP_SESSION = "DELETE FROM session WHERE token_hash = $1";
    pub SESSIONS_OF_USER = "SELECT token_hash, created_at, seen_at FROM session WHERE user_id = $1 AND kind = 'session' AND expires_at > $2 ORDER BY seen_at DESC, token_hash LIMIT $3";
    pub DROP_OWN_SESSION = "DELETE FROM session WHERE user_id = $1 AND token_hash = $2 AND kind = 'session'";
    pub DROP_OTHER_SESSIONS = "DELETE FROM session WHERE user_id = $1 AND token_hash <> $2";
    pub DROP_SESSIONS_OF_USER = "DELETE FROM session WHERE user_id = $1";
    pub DROP_SESSIONS_OF_KIND = "DELETE FROM session WHERE kind = $1";
    pub DROP_EXPIRED_SESSIONS = "DELETE FROM session WHERE expires_at <= $1";

    pub FIND_HALF_SESSION = "SELECT user_id FROM session WHERE token_hash = $1 AND kind = 'half' AND expires_at > $2 AND COALESCE(tries, 0) < $3";
    pub TRY_HALF_SESSION = "UPDATE session SET tries = COALESCE(tries, 0) + 1 WHERE token_hash = $1 AND kind = 'half' AND expires_at > $2 AND COALESCE(tries, 0) < $3";
    pub DROP_HALF_SESSION = "DELETE FROM session WHERE token_hash = $1 AND kind = 'half' AND expires_at > $2";
    pub FIND_DRAFT = "SELECT draft FROM session WHERE token_hash = $1 AND kind = 'session' AND expires_at > $2";
    pub KEEP_DRAFT = "UPDATE session SET draft = $2 WHERE token_hash = $1 AND kind = 'session' AND draft IS NULL";

    pub ADD_SECOND_STEP = "INSERT INTO second_step (user_id, secret, last_step, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (user_id) DO NOTHING";
    pub FIND_SECOND_STEP = "SELECT secret, last_step FROM second_step WHERE user_id = $1";
    /// Once for each step of time, and only while the secret is the one that was looked at.
    pub SPEND_STEP = "UPDATE second_step SET last_step = $2 WHERE user_id = $1 AND last_step < $2 AND secret = $3";
    pub DROP_SECOND_STEP = "DELETE FROM second_step WHERE user_id = $1";
    pub ADD_RECOVERY_CODE = "INSERT INTO recovery_code (user_id, hash) VALUES ($1, $2)";
    pub SPEND_RECOVERY_CODE = "DELETE FROM recovery_code WHERE user_id = $1 AND hash = $2";
    pub COUNT_RECOVERY_CODES = "SELECT COUNT(*) FROM recovery_code WHERE user_id = $1";
    pub DROP_RECOVERY_CODES = "DELETE FROM recovery_code WHERE user_id = $1";
    pub ROLES_WITHOUT_SECOND_STEP = "SELECT m.role FROM membership m WHERE m.user_id = $1 AND NOT EXISTS (SELECT 1 FROM second_step s WHERE s.user_id = $1)";

    pub ADD_API_KEY = "INSERT INTO api_key (shop_id, hash, id, name, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    pub COUNT_API_KEYS = "SELECT COUNT(*) FROM api_key WHERE shop_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)";
    pub FIND_API_KEY = "SELECT id, scopes, expires_at, used_at FROM api_key WHERE shop_id = $1 AND hash = $2 AND revoked_at IS NULL";
    pub TOUCH_API_KEY = "UPDATE api_key SET used_at = $3 WHERE shop_id = $1 AND id = $2";
    pub REVOKE_API_KEY = "UPDATE api_key SET revoked_at = $3 WHERE shop_id = $1 AND id = $2 AND revoked_at IS NULL";
    pub LIST_API_KEYS = "SELECT id, name, scopes, created_at, revoked_at, expires_at, used_at FROM api_key WHERE shop_id = $1 ORDER BY id";

    pub ADD_AUDIT = "INSERT INTO audit (shop_id, id, at, actor, verb, subject, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    pub READ_AUDIT = "SELECT id, at, actor, verb, subject, detail FROM audit WHERE shop_id = $1 AND id < $2 AND id >= $4 ORDER BY id DESC LIMIT $3";
    pub READ_AUDIT_OF_VERB = "SELECT a.id, a.at, a.actor, a.verb, a.subject, a.detail FROM audit a WHERE a.shop_id = $1 AND a.id IN (SELECT k.id FROM audit k WHERE k.shop_id = $1 AND k.verb = $5 AND k.id < $2 AND k.id >= $4 ORDER BY k.id DESC LIMIT $3) ORDER BY a.id DESC";
    /// The newest by them and the newest about them, each from an index of its own, and of both the newest.
    pub READ_AUDIT_OF_NAME = "SELECT a.id, a.at, a.actor, a.verb, a.subject, a.detail FROM audit a WHERE a.shop_id = $1 AND a.id IN (SELECT n.id FROM (SELECT k.id FROM audit k WHERE k.shop_id = $1 AND k.actor = $5 AND k.id < $2 AND k.id >= $4 ORDER BY k.id DESC LIMIT $3) n UNION ALL SELECT m.id FROM (SELECT k.id FROM audit k WHERE k.shop_id = $1 AND k.subject = $5 AND k.id < $2 AND k.id >= $4 ORDER BY k.id DESC LIMIT $3) m) ORDER BY a.id DESC LIMIT $3";
    pub NAME_OF_USER = "SELECT name FROM app_user WHERE id = $1";
    pub NAME_OF_API_KEY = "SELECT name FROM api_key WHERE shop_id = $1 AND id = $2";

    pub FIND_IDEMPOTENCY = "SELECT request_hash, status, body, at FROM idempotency WHERE shop_id = $1 AND key_hash = $2";
    pub TAKE_IDEMPOTENCY = "INSERT INTO idempotency (shop_id, key_hash, request_hash, status, body, at) VALUES ($1, $2, $3, 0, '', $4) ON CONFLICT (shop_id, key_hash) DO NOTHING";
    pub RETAKE_IDEMPOTENCY = "UPDATE idempotency SET request_hash = $3, status = 0, body = '', at = $4 WHERE shop_id = $1 AND key_hash = $2 AND at < $5";
    pub KEEP_IDEMPOTENCY = "UPDATE idempotency SET status = $3, body = $4, at = $5 WHERE shop_id = $1 AND key_hash = $2";
    pub DROP_OLD_ANSWERS = "DELETE FROM idempotency WHERE shop_id = $1 AND at < $2 AND key_hash IN (SELECT key_hash FROM idempotency WHERE shop_id = $1 AND at < $2 ORDER BY at LIMIT $3)";

    pub ADD_EVENT = "INSERT INTO event (shop_id, id, kind, key, payload, at, recorded_at, origin) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    pub ADD_DELIVERY = "INSERT INTO delivery (shop_id, consumer, event_id, key, state, attempts, due_at) VALUES ($1, $2, $3, $4, 'due', 0, $5)";
    pub MARK_DUE_SHOP = "INSERT INTO due_shop (shop_id, marked_at) VALUES ($1, $2) ON CONFLICT (shop_id) DO NOTHING";
    pub UNMARK_DUE_SHOP = "DELETE FROM due_shop WHERE shop_id = $1";
    pub DUE_SHOPS = "SELECT shop_id FROM due_shop ORDER BY marked_at, shop_id LIMIT 1000";
    pub SHOP_IDS = "SELECT id FROM shop ORDER BY id";
    pub ADD_LANE = "INSERT INTO consumer_lane (shop_id, consumer) VALUES ($1, $2) ON CONFLICT (shop_id, consumer) DO NOTHING";
    pub TAKE_LANE = "SELECT shop_id FROM consumer_lane WHERE shop_id = $1 AND consumer = $2";
    /// The limit stands in the text: a planner that knows how few come takes their events one by one.
    pub DUE_DELIVERIES = "SELECT e.id, e.payload, e.at, e.recorded_at, e.origin, n.attempts, n.key FROM (SELECT d.event_id, d.attempts, d.key FROM delivery d WHERE d.shop_id = $1 AND d.consumer = $2 AND d.state = 'due' AND d.due_at <= $3 ORDER BY d.event_id LIMIT $4) n JOIN event e ON e.shop_id = $1 AND e.id = n.event_id ORDER BY e.id";
    /// Without those whose key has an earlier one that is parked or waits for another try: they wait too, and take no room.
    pub DUE_IN_ORDER = "SELECT e.id, e.payload, e.at, e.recorded_at, e.origin, n.attempts, n.key FROM (SELECT d.event_id, d.attempts, d.key FROM delivery d WHERE d.shop_id = $1 AND d.consumer = $2 AND d.state = 'due' AND d.due_at <= $3 AND NOT EXISTS (SELECT 1 FROM delivery h WHERE h.shop_id = $1 AND h.consumer = $2 AND h.key = d.key AND h.attempts > 0 AND h.event_id < d.event_id AND (h.state = 'parked' OR h.due_at > $3)) ORDER BY d.event_id LIMIT $4) n JOIN event e ON e.shop_id = $1 AND e.id = n.event_id ORDER BY e.id";
    pub DROP_DELIVERY = "DELETE FROM delivery WHERE shop_id = $1 AND consumer = $2 AND event_id = $3";
    pub DELAY_DELIVERY = "UPDATE delivery SET state = $4, attempts = attempts + 1, due_at = $5, problem = $6 WHERE shop_id = $1 AND consumer = $2 AND event_id = $3";
    pub RETRY_PARKED = "UPDATE delivery SET state = 'due', attempts = 1, due_at = $3 WHERE shop_id = $1 AND consumer = $2 AND state = 'parked'";
    pub PARKED_DELIVERIES = "SELECT d.consumer, d.event_id, e.kind, d.attempts, COALESCE(d.problem, ''), e.recorded_at FROM delivery d JOIN event e ON e.shop_id = d.shop_id AND e.id = d.event_id WHERE d.shop_id = $1 AND d.state = 'parked' AND d.attempts > 0 ORDER BY d.event_id, d.consumer LIMIT $2";
    pub RETRY_DELIVERY = "UPDATE delivery SET state = 'due', attempts = 1, due_at = $4 WHERE shop_id = $1 AND consumer = $2 AND event_id = $3 AND state = 'parked'";
    /// Parked ones too.
    pub UNHEARD = "SELECT e.id, e.payload FROM (SELECT d.event_id FROM delivery d WHERE d.shop_id = $1 AND d.consumer = $2 AND d.event_id > $3 ORDER BY d.event_id LIMIT 256) n JOIN event e ON e.shop_id = $1 AND e.id = n.event_id ORDER BY e.id";
    pub DROP_UNHEARD = "DELETE FROM delivery WHERE shop_id = $1 AND consumer = $2";
    pub LAG = "SELECT consumer, state, COUNT(*), CAST(COALESCE(MIN(due_at), 0) AS BIGINT) FROM delivery WHERE shop_id = $1 GROUP BY consumer, state ORDER BY consumer, state";
    /// No more than can be shown, however many wait.
    pub WAITING_DELIVERIES = "SELECT COUNT(*), CAST(COALESCE(MIN(n.event_id), 0) AS BIGINT) FROM (SELECT d.event_id FROM delivery d WHERE d.shop_id = $1 AND d.consumer = $2 AND d.state = 'due' ORDER BY d.event_id LIMIT $3) n";
    pub COUNT_PARKED = "SELECT COUNT(*) FROM (SELECT d.key FROM delivery d WHERE d.shop_id = $1 AND d.consumer = $2 AND d.attempts > 0 AND d.state = 'parked' LIMIT $3) n";
    pub NEWEST_EVENT = "SELECT id FROM event WHERE shop_id = $1 ORDER BY id DESC LIMIT 1";
    pub DROP_HEARD_EVENTS = "DELETE FROM event WHERE shop_id = $1 AND id IN (SELECT e.id FROM event e WHERE e.shop_id = $1 AND e.id < $2 AND e.id < (SELECT COALESCE(MIN(d.event_id), $2) FROM delivery d WHERE d.shop_id = $1) ORDER BY e.id LIMIT $3)";

    pub ADD_JOB = "INSERT INTO job (shop_id, id, kind, dedupe_key, payload, priority, run_at, state, attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, 'due', 0) ON CONFLICT (shop_id, kind, dedupe_key) DO NOTHING";
    /// `$3` holds the kinds that this build knows, each between two bars: those of a newer build stand before nobody.
    pub DUE_JOBS = "SELECT id, kind, payload, attempts, run_at FROM job WHERE shop_id = $1 AND state = 'due' AND run_at <= $2 AND REPLACE($3, '|' || kind || '|', '') <> $3 ORDER BY priority, run_at, id LIMIT $4";
    pub WAITING_JOBS = "SELECT n.kind, CAST(SUM(CASE WHEN n.run_at <= $2 THEN 1 ELSE 0 END) AS BIGINT), CAST(MIN(CASE WHEN n.run_at <= $2 THEN n.run_at END) AS BIGINT), CAST(SUM(CASE WHEN n.run_at > $2 AND n.attempts > 0 THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN n.run_at > $2 AND n.attempts = 0 THEN 1 ELSE 0 END) AS BIGINT) FROM (SELECT kind, run_at, attempts FROM job WHERE shop_id = $1 AND state = 'due' ORDER BY priority, run_at LIMIT $3) n GROUP BY n.kind ORDER BY n.kind";
    pub UNKNOWN_JOBS = "SELECT kind, COUNT(*), MIN(run_at) FROM job WHERE shop_id = $1 AND state = 'due' AND run_at <= $2 AND REPLACE($3, '|' || kind || '|', '') = $3 GROUP BY kind ORDER BY kind LIMIT $4";
    pub CLAIM_JOB = "UPDATE job SET attempts = attempts + 1, run_at = $5 WHERE shop_id = $1 AND id = $2 AND attempts = $3 AND state = 'due' AND run_at <= $4";
    pub DROP_JOB = "DELETE FROM job WHERE shop_id = $1 AND id = $2 AND attempts = $3 AND run_at = $4";
    pub REPEAT_JOB = "UPDATE job SET run_at = $5, attempts = 0, problem = NULL, failed_at = NULL WHERE shop_id = $1 AND id = $2 AND attempts = $3 AND run_at = $4";
    pub FAIL_JOB = "UPDATE job SET state = $5, run_at = $6, problem = $7, failed_at = $8, attempts = $9 WHERE shop_id = $1 AND id = $2 AND attempts = $3 AND run_at = $4";
    pub PARKED_JOBS = "SELECT id, kind, attempts, COALESCE(problem, ''), COALESCE(failed_at, run_at) FROM job WHERE shop_id = $1 AND state = 'parked' ORDER BY id LIMIT $2";
    pub RETRY_JOB = "UPDATE job SET state = 'due', attempts = 0, run_at = $3 WHERE shop_id = $1 AND id = $2 AND state = 'parked'";
    pub ANY_JOB = "SELECT id FROM job WHERE shop_id = $1 AND state = 'due' LIMIT 1";
    pub MARK_JOB_SHOP = "INSERT INTO job_shop (shop_id) VALUES ($1) ON CONFLICT (shop_id) DO NOTHING";
    pub UNMARK_JOB_SHOP = "DELETE FROM job_shop WHERE shop_id = $1";
    pub JOB_SHOPS = "SELECT shop_id FROM job_shop ORDER BY shop_id LIMIT 1000";

    pub ADD_SUBSCRIPTION = "INSERT INTO subscription (consumer, kind) VALUES ($1, $2) ON CONFLICT (consumer, kind) DO NOTHING";
    pub ALL_SUBSCRIPTIONS = "SELECT consumer, kind FROM subscription ORDER BY consumer, kind";
}
