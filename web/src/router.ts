// router.ts – the pages and their addresses. What only staff use is fetched only by staff.
import { ref } from "vue";
import { createRouter, createWebHistory, type RouteComponent } from "vue-router";
import type { Key } from "./words";
import Home from "./pages/Home.vue";

declare module "vue-router" {
  interface RouteMeta {
    title?: Key; // none: the page gives its own (state/title.ts)
    wide?: boolean; // a workbench page: uses the width of a desk
    bare?: boolean; // alone on the screen: a wall display
  }
}

// A page of the workbench comes with its sentences.
type Page = () => Promise<{ default: RouteComponent }>;
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
      component: () => import("./pages/Report.vue"),
      meta: { title: "report.title" },
    },
    {
      path: "/notices",
      component: () => import("./pages/Notices.vue"),
      meta: { title: "notice.title" },
    },
    {
      path: "/notices/:number",
      component: () => import("./pages/Notice.vue"),
      meta: { title: "notice.title" },
    },
    {
      path: "/card",
      component: () => import("./pages/Card.vue"),
      meta: { title: "card.title" },
    },
    {
      path: "/v/:code",
      component: () => import("./pages/WayIn.vue"),
      meta: { title: "nav.home" },
    },
    {
      path: "/me/data",
      component: () => import("./pages/MyData.vue"),
      meta: { title: "data.title" },
    },
    {
      path: "/drafts",
      component: () => import("./pages/Drafts.vue"),
      meta: { title: "drafts.title" },
    },
    {
      path: "/receipt",
      component: () => import("./pages/Receipt.vue"),
      meta: { title: "slip.name" },
    },
    {
      path: "/follow",
      component: () => import("./pages/Follow.vue"),
      meta: { title: "follow.title" },
    },
    {
      path: "/follow/:id",
      component: () => import("./pages/MyMatter.vue"),
      meta: { title: "follow.title" },
    },
    {
      path: "/public",
      component: () => import("./pages/PublicList.vue"),
      meta: { title: "public.title" },
    },
    {
      path: "/public/:number",
      component: () => import("./pages/PublicMatter.vue"),
      meta: { title: "public.title" },
    },
    {
      path: "/sign-in",
      component: () => import("./pages/SignIn.vue"),
      meta: { title: "sign.title" },
    },
    // workbench
    { path: "/inbox", component: staff(() => import("./pages/Inbox.vue")), meta: { wide: true } },
    {
      path: "/matters/:id",
      component: staff(() => import("./pages/Matter.vue")),
      meta: { wide: true },
    },
    {
      path: "/dispatch",
      component: staff(() => import("./pages/Dispatch.vue")),
      meta: { wide: true },
    },
    {
      path: "/notices/new",
      component: staff(() => import("./pages/PostNotice.vue")),
      meta: { wide: true },
    },
    {
      path: "/figures",
      component: staff(() => import("./pages/Figures.vue")),
      meta: { wide: true },
    },
    {
      path: "/wall",
      component: staff(() => import("./pages/Wall.vue")),
      meta: { wide: true, bare: true },
    },
    {
      path: "/procedures",
      component: staff(() => import("./pages/Procedures.vue")),
      meta: { wide: true },
    },
    {
      path: "/audit",
      component: staff(() => import("./pages/Audit.vue")),
      meta: { wide: true },
    },
    {
      path: "/registry",
      component: staff(() => import("./pages/Registry.vue")),
      meta: { wide: true },
    },
    {
      path: "/organisations",
      component: staff(() => import("./pages/Organisations.vue")),
      meta: { wide: true },
    },
    {
      path: "/imports",
      component: staff(() => import("./pages/Imports.vue")),
      meta: { wide: true },
    },
    // end of workbench
    { path: "/me", component: () => import("./pages/Myself.vue"), meta: { title: "me.title" } },
    {
      path: "/me/households",
      component: () => import("./pages/Households.vue"),
      meta: { title: "households.title" },
    },
    {
      path: "/sample",
      component: () => import("./pages/Sample.vue"),
      meta: { title: "site.sample" },
    },
    {
      path: "/:rest(.*)*",
      component: () => import("./pages/NotThere.vue"),
      meta: { title: "state.no_page" },
    },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

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
