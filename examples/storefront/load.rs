//! The customers: so many a second whatever the shop does, and what each of them got.

use std::cell::{Ref, RefCell};
use std::time::Duration;

use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, interval, sleep_until};

use crate::shop::Page;

/// What a customer is promised for a page.
pub(crate) const BUDGET: Duration = Duration::from_millis(500);

/// Customers who arrive each second at either shop.
pub(crate) const RATE: u32 = 60;

/// A customer leaves after this long. It also bounds how many connections the slow shop holds open: those of a second.
const PATIENCE: Duration = Duration::from_secs(1);

/// They ask for these in turn, so that the healthy seconds show each product to the shop.
const PRODUCTS: u32 = 10;

/// What one customer saw.
#[derive(Clone, Copy)]
pub(crate) struct Visit {
    pub(crate) asked: Instant,
    pub(crate) took: Duration,
    pub(crate) got: Got,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Got {
    /// A page that is all from the warehouse.
    Fresh,
    /// A page that a fallback helped to fill.
    Fallback,
    /// An error, or nothing before they left.
    Nothing,
}

impl Visit {
    /// Tells whether there was a page, fresh or not, within the budget.
    pub(crate) fn is_in_time(&self) -> bool {
        self.got != Got::Nothing && self.took <= BUDGET
    }
}

/// The customers of one shop.
pub(crate) struct Customers {
    http: reqwest::Client,
    products: String,
    visits: RefCell<Vec<Visit>>,
}

impl Customers {
    pub(crate) fn of(products: String) -> reqwest::Result<Self> {
        Ok(Self {
            http: reqwest::Client::builder().no_proxy().timeout(PATIENCE).build()?,
            products,
            visits: RefCell::default(),
        })
    }

    /// Lets them in at a constant rate until `closing` and returns when the last has left.
    pub(crate) async fn come(&self, closing: Instant) {
        let mut inside = JoinSet::new();
        let mut arrivals = interval(Duration::from_secs(1) / RATE);
        let mut products = (0..PRODUCTS).cycle();
        loop {
            tokio::select! {
                asked = arrivals.tick() => {
                    let page = format!("{}/{}", self.products, products.next().unwrap_or_default());
                    inside.spawn(visit(self.http.clone(), page, asked));
                }
                Some(left) = inside.join_next() => self.note(left),
                () = sleep_until(closing) => break,
            }
        }
        while let Some(left) = inside.join_next().await {
            self.note(left);
        }
    }

    /// Lists the visits so far, in the order in which they ended.
    pub(crate) fn visits(&self) -> Ref<'_, [Visit]> {
        Ref::map(self.visits.borrow(), Vec::as_slice)
    }

    fn note(&self, left: Result<Visit, JoinError>) {
        let visit = left.expect("a visit neither panics nor is aborted while its shop is open");
        self.visits.borrow_mut().push(visit);
    }
}

/// Asks for one page. The wait begins when the customer was due, so that a late start of ours counts as well.
async fn visit(http: reqwest::Client, page: String, asked: Instant) -> Visit {
    let page = async { http.get(page).send().await?.error_for_status()?.json::<Page>().await };
    let got = match page.await {
        Ok(page) if page.is_fresh() => Got::Fresh,
        Ok(_) => Got::Fallback,
        Err(_) => Got::Nothing,
    };
    Visit { asked, took: asked.elapsed(), got }
}
