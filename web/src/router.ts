// router.ts – the pages and their addresses. What only staff use is fetched only by staff.
import { ref } from "vue";
import { createRouter, createWebHistory, type RouteComponent } from "vue-router";
import { me } from "./frame/me";
import type { Key } from "./words";
import Home from "./village/Home.vue";

declare module "vue-router" {
  interface RouteMeta {
    title?: Key; // none: the page gives its own (frame/title.ts)
    wide?: boolean; // a workbench page: uses the width of a desk
    bare?: boolean; // alone on the screen: a wall display
  }
}

// A page of the workbench comes with its sentences.
type Page = () => Promise<{ default: RouteComponent }>;
// The account page comes with its own.
const withAccountWords = (page: Page) => async () => {
  const [found, words] = await Promise.all([page(), import("./account/account")]);
  await words.accountWords;
  return found;
};
const withMessagesWords = (page: Page) => async () => {
  const [found, words] = await Promise.all([page(), import("./account/messages")]);
  await words.messagesWords;
  return found;
};
const staff = (page: Page) => async () => {
  const [found, words] = await Promise.all([page(), import("./words/staff")]);
  await words.staffWords;
  return found;
};

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", component: Home, meta: { title: "nav.home" } },
    {
      path: "/report",
      component: () => import("./report/Report.vue"),
      meta: { title: "report.title" },
    },
    { path: "/open/:procedure", component: () => import("./kit/Open.vue") },
    {
      path: "/notices",
      component: () => import("./notice/Notices.vue"),
      meta: { title: "notice.title" },
    },
    {
      path: "/notices/:number",
      component: () => import("./notice/Notice.vue"),
      meta: { title: "notice.title" },
    },
    {
      path: "/card",
      component: () => import("./village/Card.vue"),
      meta: { title: "card.title" },
    },
    {
      path: "/v/:code",
      component: () => import("./village/WayIn.vue"),
      meta: { title: "nav.home" },
    },
    {
      path: "/me/data",
      component: () => import("./account/MyData.vue"),
      meta: { title: "data.title" },
    },
    {
      path: "/drafts",
      component: () => import("./drafts/Drafts.vue"),
      meta: { title: "drafts.title" },
    },
    {
      path: "/receipt",
      component: () => import("./drafts/Receipt.vue"),
      meta: { title: "slip.name" },
    },
    {
      path: "/follow",
      component: () => import("./matter/Follow.vue"),
      meta: { title: "follow.title" },
    },
    {
      path: "/follow/:id",
      component: () => import("./matter/MyMatter.vue"),
      meta: { title: "follow.title" },
    },
    {
      path: "/public",
      component: () => import("./matter/PublicList.vue"),
      meta: { title: "public.title" },
    },
    {
      path: "/public/:number",
      component: () => import("./matter/PublicMatter.vue"),
      meta: { title: "public.title" },
    },
    {
      path: "/sign-in",
      component: () => import("./account/SignIn.vue"),
      meta: { title: "sign.title" },
    },
    {
      path: "/sso",
      component: () => import("./account/SsoReturn.vue"),
      meta: { title: "sso.back" },
    },
    // workbench
    { path: "/inbox", component: staff(() => import("./inbox/Inbox.vue")), meta: { wide: true } },
    {
      path: "/matters/:id",
      component: staff(() => import("./matter/Matter.vue")),
      meta: { wide: true },
    },
    {
      path: "/dispatch",
      component: staff(() => import("./inbox/Dispatch.vue")),
      meta: { wide: true },
    },
    {
      path: "/notices/new",
      component: staff(() => import("./notice/PostNotice.vue")),
      meta: { wide: true },
    },
    { path: "/codes", component: staff(() => import("./codes/Slips.vue")), meta: { wide: true } },
    {
      path: "/figures",
      component: staff(() => import("./figures/Figures.vue")),
      meta: { wide: true },
    },
    {
      path: "/wall",
      component: staff(() => import("./figures/Wall.vue")),
      meta: { wide: true, bare: true },
    },
    {
      path: "/procedures",
      component: staff(() => import("./matter/Procedures.vue")),
      meta: { wide: true },
    },
    {
      path: "/audit",
      component: staff(() => import("./office/Audit.vue")),
      meta: { wide: true },
    },
    {
      path: "/alarms",
      component: staff(() => import("./office/Alarms.vue")),
      meta: { wide: true },
    },
    {
      path: "/phone-checks",
      component: staff(() => import("./office/PhoneChecks.vue")),
      meta: { wide: true },
    },
    {
      path: "/senders",
      component: staff(() => import("./office/Senders.vue")),
      meta: { wide: true },
    },
    {
      path: "/registry",
      component: staff(() => import("./registry/Registry.vue")),
      meta: { wide: true },
    },
    {
      path: "/organisations",
      component: staff(() => import("./registry/Organisations.vue")),
      meta: { wide: true },
    },
    {
      path: "/imports",
      component: staff(() => import("./registry/Imports.vue")),
      meta: { wide: true },
    },
    {
      path: "/accounts",
      component: staff(() => import("./office/Accounts.vue")),
      meta: { wide: true },
    },
    {
      path: "/accounts/many",
      component: staff(() => import("./office/ManyAccounts.vue")),
      meta: { wide: true },
    },
    {
      path: "/bindings",
      component: staff(() => import("./office/Bindings.vue")),
      meta: { wide: true },
    },
    {
      path: "/setup",
      component: staff(() => import("./office/Setup.vue")),
      meta: { wide: true },
    },
    // end of workbench
    { path: "/me", component: () => import("./account/Myself.vue"), meta: { title: "me.title" } },
    {
      path: "/me/account",
      component: withAccountWords(() => import("./account/Account.vue")),
      meta: { title: "me.account" },
    },
    {
      path: "/me/messages",
      component: withMessagesWords(() => import("./account/Messages.vue")),
      meta: { title: "messages.title" },
    },
    {
      path: "/me/households",
      component: () => import("./report/Households.vue"),
      meta: { title: "households.title" },
    },
    {
      path: "/sample",
      component: () => import("./frame/Sample.vue"),
      meta: { title: "site.sample" },
    },
    {
      path: "/:rest(.*)*",
      component: () => import("./frame/NotThere.vue"),
      meta: { title: "state.no_page" },
    },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

// Who must set up a second factor can do nothing else; the server refuses it, too.
const kBefore = ["/me/account", "/me", "/sign-in"];
router.beforeEach((to) =>
  me.who.must_set_second_factor && !kBefore.includes(to.path) ? "/me/account" : true,
);

// The address of a page whose file could not be fetched: no network, or a newer program since this
// page was opened. Then one new start brings the new files.
export const missing = ref("");
const kFreshStart = "linli_fresh_start";

router.onError((_error, to) => {
  if (navigator.onLine && sessionStorage.getItem(kFreshStart) !== to.fullPath) {
    sessionStorage.setItem(kFreshStart, to.fullPath);
    location.assign(to.fullPath);
    return;
  }
  missing.value = to.fullPath;
});
router.afterEach((_to, _from, failure) => {
  if (failure) return;
  missing.value = "";
  sessionStorage.removeItem(kFreshStart);
});
