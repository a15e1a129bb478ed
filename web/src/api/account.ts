// api/account.ts – the calls about one's own account: password, second factor, sessions.
import { composed, get, newKey, write, type Items } from "./client";

export interface OwnAccount {
  login: string;
  second_factor: boolean;
  second_factor_required: boolean;
  recovery_left: number;
  password_min: number;
}
export interface OwnSession {
  id: string;
  kind: "resident" | "staff";
  browser: string; // "wechat android": two words of a fixed list; "" when not known
  made_at: number;
  seen_at: number;
  current: boolean;
}
export interface FactorOffer {
  secret: string;
  address: string;
  valid_s: number;
}
export interface Proof {
  password: string;
  code: string; // of the second factor, or a recovery code; "" without one
}

const proven = (proof: Proof) => ({
  password: composed(proof.password),
  second_factor: proof.code.trim() || undefined,
});

export const account = {
  mine: () => get<OwnAccount>("/me/account"),
  changePassword: (proof: Proof, fresh: string) =>
    write<OwnAccount>("/me/password", { ...proven(proof), new_password: composed(fresh) }),
  beginFactor: (proof: Proof) => write<FactorOffer>("/me/second-factor", proven(proof)),
  confirmFactor: (code: string) =>
    write<{ codes: string[] }>("/me/second-factor/confirm", { code: code.trim() }),
  endFactor: (proof: Proof) => write<OwnAccount>("/me/second-factor/end", proven(proof)),
  newRecovery: (proof: Proof) => write<{ codes: string[] }>("/me/recovery-codes", proven(proof)),
  sessions: () => get<Items<OwnSession>>("/me/sessions"),
  endSession: (id: string) =>
    write(`/me/sessions/${encodeURIComponent(id)}`, {}, newKey(), { method: "DELETE" }),
};
