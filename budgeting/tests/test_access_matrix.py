"""Who gets at what: every address of the budgeting app, for every role, in every state that matters.

How to read the tables: one row for each address and thing, one column for each person (`access_world.PEOPLE`).

    v  sees it            > is led to the address of the same with its words
    .  told that there is nothing of the kind (404), as if it had never been
    L  led to the log-in  x led away from an address of the editors' side, which has nothing for that person
    -  the address does not take this method (405)    ?  an answer to nothing that was asked (400)
    w  a POST is carried out                   r  a POST is answered with a reason, and nothing is written
    _  not asked: a row above or below holds for everyone, and five of them stand for all in this state

A new address without a row fails `test_every_address_has_its_rows`. The columns, in the order of `PEOPLE`: anonymous,
resident, author, named as taking part, applicant on paper, editor, reviewer, moderator, budgeter, administrator, the
editor, reviewer and budgeter of another branch, superuser.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

import pytest
from django.db import connection, reset_queries, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from budgeting.mails import tokens
from radslag.clock import at
from radslag.incoming.spam import stamp
from radslag.tests.people import log_in_by_code
from radslag.tests.scale import is_full

from .access_world import PEOPLE, STATES, World
from .test_paper import PAPER

MINUTE = dt.timedelta(minutes=1)
LOOK = """
# address               of         states                     an re au na pa ed rv mo bu ad e2 r2 b2 su
# --- what everyone may read, from its instant on
  round_calendar        -          before                     v  v  v  _  _  _  v  _  _  _  _  _  _  v
  round_calendar        -          unpublished                .  .  .  _  _  _  .  _  _  _  _  _  _  .
  page:programme        programme  public                     v  v  v  _  _  _  v  _  _  _  _  _  _  v
  page:programme        programme  unpublished                v  v  v  _  _  _  v  _  _  _  _  _  _  v
  page:round            round      public                     v  v  v  v  v  v  v  v  v  v  v  v  v  v
  page:round            round      open+cancelled             v  v  v  _  _  _  v  _  _  _  _  _  _  v
  page:round            round      unpublished                .  .  .  _  _  _  .  _  _  _  _  _  _  .
  proposal_by_name      received   before                     .  .  .  _  _  _  .  _  _  _  _  _  _  .
  proposal_by_name      received   public                     v  v  v  _  _  _  v  _  _  _  _  _  _  v
  proposal_by_name      received   open+unpublished+cancelled .  .  .  _  _  _  .  _  _  _  _  _  _  .
  proposal_by_name      received   cancelled_late+voting      v  v  v  _  _  _  v  _  _  _  _  _  _  v
  proposal_by_name      accepted   before                     .  .  .  .  .  .  .  .  .  .  .  .  .  .
  proposal_by_name      accepted   public                     v  v  v  v  v  v  v  v  v  v  v  v  v  v
  proposal_by_name      accepted   open+unpublished+cancelled .  .  .  _  _  _  .  _  _  _  _  _  _  .
  proposal_by_name      accepted   cancelled_late+voting      v  v  v  _  _  _  v  _  _  _  _  _  _  v
  proposal_by_name      declined   before                     .  .  .  .  .  .  .  .  .  .  .  .  .  .
  proposal_by_name      declined   public                     v  v  v  v  v  v  v  v  v  v  v  v  v  v
  proposal_by_name      declined   open+unpublished+cancelled .  .  .  _  _  _  .  _  _  _  _  _  _  .
  proposal_by_name      declined   cancelled_late+voting      v  v  v  _  _  _  v  _  _  _  _  _  _  v
  proposal_by_name      paper      before                     .  .  .  _  _  _  .  _  _  _  _  _  _  .
  proposal_by_name      paper      public                     v  v  v  _  _  _  v  _  _  _  _  _  _  v
  proposal_by_name      paper      open+unpublished+cancelled .  .  .  _  _  _  .  _  _  _  _  _  _  .
  proposal_by_name      paper      cancelled_late+voting      v  v  v  _  _  _  v  _  _  _  _  _  _  v
  proposal_by_name      withdrawn  before+public              .  .  .  .  .  .  .  .  .  .  .  .  .  .
  proposal_by_name      withdrawn  cancelled_late+voting      .  .  .  _  _  _  .  _  _  _  _  _  _  .
  proposal              accepted   before                     .  .  .  _  _  _  .  _  _  _  _  _  _  .
  proposal              accepted   public                     >  >  >  _  _  _  >  _  _  _  _  _  _  >
  proposal              accepted   unpublished+cancelled      .  .  .  _  _  _  .  _  _  _  _  _  _  .
  print_proposals       -          before                     .  .  .  _  _  _  .  _  _  _  _  _  _  .
  print_proposals       -          public                     v  v  v  v  v  v  v  v  v  v  v  v  v  v
  print_proposals       -          open+unpublished+cancelled .  .  .  _  _  _  .  _  _  _  _  _  _  .
  print_proposals       -          cancelled_late+voting      v  v  v  _  _  _  v  _  _  _  _  _  _  v
  receipts              -          before+public+voting       v  v  v  v  v  v  v  v  v  v  v  v  v  v
  receipts              -          cancelled+cancelled_late   v  v  v  _  _  _  v  _  _  _  _  _  _  v
  receipts              -          unpublished                .  .  .  _  _  _  .  _  _  _  _  _  _  .
  receipt_lookup        -          before+public+voting       >  >  >  >  >  >  >  >  >  >  >  >  >  >
  receipt_lookup        -          cancelled+cancelled_late   >  >  >  _  _  _  >  _  _  _  _  _  _  >
  receipt_lookup        -          unpublished                .  .  .  _  _  _  .  _  _  _  _  _  _  .
  receipt_file          -          before+public+voting       .  .  .  .  .  .  .  .  .  .  .  .  .  .
  receipt_file          -          cancelled_late+unpublished .  .  .  _  _  _  .  _  _  _  _  _  _  .
  project_costs         programme  public+unpublished         v  v  v  _  _  _  v  _  _  _  _  _  _  v
  projects_csv          programme  public+unpublished         v  v  v  _  _  _  v  _  _  _  _  _  _  v
  projects_json         programme  public+unpublished         v  v  v  _  _  _  v  _  _  _  _  _  _  v
  payments_csv          programme  public+unpublished         v  v  v  _  _  _  v  _  _  _  _  _  _  v
  projects_feed         programme  public+unpublished         v  v  v  _  _  _  v  _  _  _  _  _  _  v
  count_yourself        -          before+public+voting       .  .  .  .  .  .  .  .  .  .  .  .  .  .
  count_yourself        -          cancelled_late+unpublished .  .  .  _  _  _  .  _  _  _  _  _  _  .
  open_data             -          before+public+voting       .  .  .  .  .  .  .  .  .  .  .  .  .  .
  open_data             -          cancelled_late+unpublished .  .  .  _  _  _  .  _  _  _  _  _  _  .
  open_data_file        -          before+public+voting       .  .  .  .  .  .  .  .  .  .  .  .  .  .
  open_data_file        -          cancelled_late+unpublished .  .  .  _  _  _  .  _  _  _  _  _  _  .
  counting_program      -          public                     v  v  v  _  _  _  v  _  _  _  _  _  _  v
# --- pictures: with their proposal; files: never for everyone
  picture               draft      before+public              .  .  v  .  .  .  .  .  .  .  .  .  .  .
  picture               received   before                     .  .  v  _  _  _  v  _  _  _  _  _  _  v
  picture               received   public                     v  v  v  _  _  _  v  _  _  _  _  _  _  v
  picture               accepted   before                     .  .  v  .  .  .  v  .  v  v  .  .  .  v
  picture               accepted   public                     v  v  v  _  _  _  v  _  _  _  _  _  _  v
  picture               declined   before                     .  .  v  .  .  .  v  .  v  v  .  .  .  v
  picture               declined   public                     v  v  v  v  v  v  v  v  v  v  v  v  v  v
  picture               accepted   open+unpublished+cancelled .  .  v  _  _  _  v  _  _  _  _  _  _  v
  picture               accepted   cancelled_late+voting      v  v  v  _  _  _  v  _  _  _  _  _  _  v
  picture               declined   unpublished+cancelled      .  .  v  _  _  _  v  _  _  _  _  _  _  v
  picture               withdrawn  before+public              .  .  v  .  .  .  v  .  v  v  .  .  .  v
  attachment            draft      before                     .  .  v  .  .  .  .  .  .  .  .  .  .  .
  attachment            draft      public+voting              .  .  v  _  _  _  .  _  _  _  _  _  _  .
  attachment            received   before                     .  .  v  _  _  _  v  _  _  _  _  _  _  v
  attachment            accepted   before                     .  .  v  .  .  .  v  .  v  v  .  .  .  v
  attachment            declined   before                     .  .  v  _  _  _  v  _  _  _  _  _  _  v
  attachment            withdrawn  before                     .  .  v  _  _  _  v  _  _  _  _  _  _  v
  attachment            paper      before                     .  .  .  .  .  .  v  .  v  v  .  .  .  v
  attachment            received   public+voting              .  .  v  _  _  _  v  _  _  _  _  _  _  v
  attachment            accepted   public+voting              .  .  v  _  _  _  v  _  _  _  _  _  _  v
  attachment            declined   public+voting              .  .  v  _  _  _  v  _  _  _  _  _  _  v
  attachment            withdrawn  public+voting              .  .  v  _  _  _  v  _  _  _  _  _  _  v
  attachment            paper      public+voting              .  .  .  _  _  _  v  _  _  _  _  _  _  v
  project_picture       said       before+public              v  v  v  _  _  _  v  _  _  _  _  _  _  v
  project_picture       text       before                     .  .  v  .  .  .  .  .  v  v  .  .  .  v
  voucher               payment    before                     .  .  .  .  .  .  .  .  v  v  .  .  .  v
# --- what residents do
  follow_round          -          public                     v  v  v  _  _  _  v  _  _  _  _  _  _  v
  follow_round          -          unpublished                .  .  .  _  _  _  .  _  _  _  _  _  _  .
  follow_project        funded     public                     v  v  v  _  _  _  v  _  _  _  _  _  _  v
  follow_project        accepted   public                     .  .  .  _  _  _  .  _  _  _  _  _  _  .
  confirm_follow        follow     public                     v  v  v  _  _  _  v  _  _  _  _  _  _  v
  confirm_follow        forged     public                     .  .  .  _  _  _  .  _  _  _  _  _  _  .
  unfollow_round        follow     public                     v  v  v  _  _  _  v  _  _  _  _  _  _  v
  unfollow_round        forged     public                     .  .  .  _  _  _  .  _  _  _  _  _  _  .
  new_proposal          -          before                     L  v  v  v  v  v  v  v  v  v  v  v  v  v
  new_proposal          -          open+cancelled             L  v  v  _  _  _  v  _  _  _  _  _  _  v
  new_proposal          -          unpublished                .  .  .  _  _  _  .  _  _  _  _  _  _  .
  draft                 draft      before                     L  .  v  .  .  .  .  .  .  .  .  .  .  .
  draft                 draft      open+unpublished+cancelled L  .  v  _  _  _  .  _  _  _  _  _  _  .
  draft                 received   before                     L  .  v  .  .  .  .  .  .  .  .  .  .  .
  draft                 received   open+unpublished+voting    L  .  v  _  _  _  .  _  _  _  _  _  _  .
  remove_draft          draft      before                     L  .  v  .  .  .  .  .  .  .  .  .  .  .
  remove_draft          received   before                     L  .  .  _  _  _  .  _  _  _  _  _  _  .
  my_proposals          -          before                     L  v  v  v  v  v  v  v  v  v  v  v  v  v
  withdraw_proposal     received   before                     L  .  v  .  .  .  .  .  .  .  .  .  .  .
  tell_of_project       project    before                     L  .  v  .  .  .  .  .  .  .  .  .  .  .
  inquiry               accepted   before                     L  .  v  .  .  .  .  .  .  .  .  .  .  .
  inquiry               paper      before                     L  .  .  .  v  .  .  .  .  .  .  .  .  .
  inquiry               accepted   unpublished+voting         L  .  v  _  _  _  .  _  _  _  _  _  _  .
  merge                 -          before                     L  .  v  .  v  .  .  .  .  .  .  .  .  .
  merge                 -          unpublished+voting         L  .  v  _  _  _  .  _  _  _  _  _  _  .
  ballot                -          before                     v  v  v  v  v  v  v  v  v  v  v  v  v  v
  ballot                -          voting                     L  v  v  _  _  _  v  _  _  _  _  _  _  v
  ballot                -          unpublished                .  .  .  _  _  _  .  _  _  _  _  _  _  .
  remove_ballot         -          before                     L  >  >  _  _  _  >  _  _  _  _  _  _  >
  remove_ballot         -          unpublished                .  .  .  _  _  _  .  _  _  _  _  _  _  .
  leave_ballot          -          before+unpublished         v  v  v  _  _  _  v  _  _  _  _  _  _  v
  eid                   -          before+voting              >  >  >  _  _  _  >  _  _  _  _  _  _  >
  eid                   -          unpublished                .  .  .  _  _  _  .  _  _  _  _  _  _  .
  eid_done              -          before                     ?  ?  ?  _  _  _  ?  _  _  _  _  _  _  ?
  voting_code           -          public+voting              >  >  >  >  >  >  >  >  >  >  >  >  >  >
  voting_code           -          unpublished                .  .  .  _  _  _  .  _  _  _  _  _  _  .
  voting_code           codes      before                     v  v  v  v  v  v  v  v  v  v  v  v  v  v
# --- the editors' side
  admin:round:index     -          before                     L  L  L  L  L  x  v  x  v  v  x  v  v  v
  admin:round:index     export     before                     L  L  L  L  L  x  v  x  v  v  x  v  v  v
  admin:round:create    -          before                     L  L  L  L  L  x  x  x  v  v  x  x  v  v
  admin:round:edit      round      before                     L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:round:delete    round      before                     L  L  L  L  L  x  x  x  x  x  x  x  x  x
  admin:round:acts      round      before                     L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:round:resume    round      before                     L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:round:change    round      before                     L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:round:confirm   round      before                     L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:round:voting    round      before+voting              L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:round:challenge round      before+voting              L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:round:carry     round      before                     L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:round:seal      round      before+cancelled           L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:round:counting  round      before+voting              L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:round:counting  counted    before                     L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:round:change_result round  before                     L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:round:change_result counted before                    L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:round:try_rules -          before                     L  L  L  L  L  x  x  x  v  v  x  x  v  v
  admin:round:time_line round      before                     L  L  L  L  L  x  x  x  v  v  x  x  .  v
  admin:round:codes     codes      before                     L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:round:codes     round      before                     L  L  L  L  L  x  x  x  .  .  x  x  x  .
  admin:round:code_sheets codes    before                     L  L  L  L  L  x  x  x  >  >  x  x  x  >
  admin:round:papers    codes      before                     L  L  L  L  L  x  v  x  v  v  x  x  x  v
  admin:round:papers    round      before                     L  L  L  L  L  x  .  x  .  .  x  x  x  .
  admin:round:paper_ballot codes   before                     L  L  L  L  L  x  v  x  v  v  x  x  x  v
  admin:proposal:index  -          before                     L  L  L  L  L  x  v  x  v  v  x  v  v  v
  admin:proposal:index  export     before                     L  L  L  L  L  x  v  x  v  v  x  v  v  v
  admin:proposal:create -          before                     L  L  L  L  L  x  v  x  v  v  x  v  v  v
  admin:proposal:edit   received   before                     L  L  L  L  L  x  v  x  v  v  x  x  x  v
  admin:proposal:edit   paper      before                     L  L  L  L  L  x  v  x  v  v  x  x  x  v
  admin:proposal:delete received   before                     L  L  L  L  L  x  x  x  x  x  x  x  x  x
  admin:payment:index   -          before                     L  L  L  L  L  x  x  x  v  v  x  x  v  v
  admin:payment:index   export     before                     L  L  L  L  L  x  x  x  v  v  x  x  v  v
  admin:payment:create  -          before                     L  L  L  L  L  x  x  x  v  v  x  x  v  v
  admin:payment:edit    payment    before                     L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:payment:delete  payment    before                     L  L  L  L  L  x  x  x  x  x  x  x  x  x
  admin:project:index   -          before                     L  L  L  L  L  x  x  x  v  v  x  x  v  v
  admin:project:index   export     before                     L  L  L  L  L  x  x  x  v  v  x  x  v  v
  admin:project:create  -          before                     L  L  L  L  L  x  x  x  x  x  x  x  x  x
  admin:project:edit    project    before                     L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:project:correct said       before                     L  L  L  L  L  x  x  x  v  v  x  x  x  v
  admin:project:delete  project    before                     L  L  L  L  L  x  x  x  x  x  x  x  x  x
"""
SEND = """
# address               of         states                     an re au na pa ed rv mo bu ad e2 r2 b2 su
# --- what only shows takes nothing
  proposal_by_name      accepted   public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  proposal              accepted   public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  print_proposals       -          public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  round_calendar        -          public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  receipts              -          public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  receipt_file          -          public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  count_yourself        -          public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  open_data             -          public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  open_data_file        -          public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  counting_program      -          public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  picture               accepted   public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  attachment            accepted   public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  project_picture       said       public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  voucher               payment    public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  my_proposals          -          public                     L  -  -  _  _  _  -  _  _  _  _  _  _  -
  project_costs         programme  public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  projects_csv          programme  public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  projects_json         programme  public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  payments_csv          programme  public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  projects_feed         programme  public                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
# --- what residents do
  receipt_lookup        -          public+voting              r  r  r  r  r  r  r  r  r  r  r  r  r  r
  receipt_lookup        -          unpublished                .  .  .  _  _  _  .  _  _  _  _  _  _  .
  follow_round          -          public                     w  w  w  w  w  w  w  w  w  w  w  w  w  w
  follow_project        funded     public                     w  w  w  w  w  w  w  w  w  w  w  w  w  w
  confirm_follow        follow     public                     w  w  w  _  _  _  w  _  _  _  _  _  _  w
  confirm_follow        forged     public                     .  .  .  _  _  _  .  _  _  _  _  _  _  .
  unfollow_round        follow     public                     w  w  w  _  _  _  w  _  _  _  _  _  _  w
  unfollow_round        forged     public                     .  .  .  _  _  _  .  _  _  _  _  _  _  .
  new_proposal          -          open                       L  w  w  w  w  w  w  w  w  w  w  w  w  w
  new_proposal          -          before+cancelled+voting    L  r  r  _  _  _  r  _  _  _  _  _  _  r
  new_proposal          -          unpublished                .  .  .  _  _  _  .  _  _  _  _  _  _  .
  draft                 draft      open                       L  .  w  .  .  .  .  .  .  .  .  .  .  .
  draft                 received   before                     L  .  w  .  .  .  .  .  .  .  .  .  .  .
  remove_draft          draft      before                     L  .  w  .  .  .  .  .  .  .  .  .  .  .
  remove_draft          received   before                     L  .  .  .  .  .  .  .  .  .  .  .  .  .
  withdraw_proposal     received   open                       L  .  w  .  .  .  .  .  .  .  .  .  .  .
  withdraw_proposal     received   before                     L  .  r  _  _  _  .  _  _  _  _  _  _  .
  withdraw_proposal     paper      open                       L  .  .  _  _  _  .  _  _  _  _  _  _  .
  tell_of_project       project    before                     L  .  w  .  .  .  .  .  .  .  .  .  .  .
  inquiry               accepted   before                     L  .  w  .  .  .  .  .  .  .  .  .  .  .
  inquiry               paper      before                     L  .  .  .  w  .  .  .  .  .  .  .  .  .
  inquiry               accepted   cancelled+voting           L  .  r  _  _  _  .  _  _  _  _  _  _  .
  merge                 -          before                     L  .  w  .  w  .  .  .  .  .  .  .  .  .
  merge                 -          cancelled+voting           L  .  r  _  _  _  .  _  _  _  _  _  _  .
  ballot                -          voting                     L  w  w  w  w  w  w  w  w  w  w  w  w  w
  ballot                -          before+cancelled_late      L  r  r  _  _  _  r  _  _  _  _  _  _  r
  ballot                -          unpublished                .  .  .  _  _  _  .  _  _  _  _  _  _  .
  remove_ballot         -          voting                     L  w  r  r  r  r  r  r  r  r  r  r  r  r
  remove_ballot         -          before+cancelled_late      L  r  r  _  _  _  r  _  _  _  _  _  _  r
  remove_ballot         -          unpublished                .  .  .  _  _  _  .  _  _  _  _  _  _  .
  eid                   -          voting                     r  r  r  _  _  _  r  _  _  _  _  _  _  r
  eid_done              -          before                     -  -  -  _  _  _  -  _  _  _  _  _  _  -
  voting_code           -          voting                     r  r  r  r  r  r  r  r  r  r  r  r  r  r
  voting_code           codes      before                     r  r  r  r  r  r  r  r  r  r  r  r  r  r
# --- the editors' side
  admin:round:create    -          before                     L  L  L  L  L  x  x  x  r  r  x  x  r  r
  admin:round:edit      round      before                     L  L  L  L  L  x  x  x  r  r  x  x  x  r
  admin:round:acts      round      before                     L  L  L  L  L  x  x  x  w  w  x  x  x  w
  admin:round:change    round      before                     L  L  L  L  L  x  x  x  r  r  x  x  x  r
  admin:round:resume    round      before                     L  L  L  L  L  x  x  x  r  r  x  x  x  r
  admin:round:confirm   round      before                     L  L  L  L  L  x  x  x  w  w  x  x  x  w
  admin:round:voting    round      before                     L  L  L  L  L  x  x  x  r  r  x  x  x  r
  admin:round:voting    round      voting                     L  L  L  L  L  x  x  x  w  w  x  x  x  w
  admin:round:challenge round      before                     L  L  L  L  L  x  x  x  r  r  x  x  x  r
  admin:round:challenge round      voting                     L  L  L  L  L  x  x  x  w  w  x  x  x  w
  admin:round:carry     round      before                     L  L  L  L  L  x  x  x  r  r  x  x  x  r
  admin:round:seal      round      before                     L  L  L  L  L  x  x  x  r  r  x  x  x  r
  admin:round:seal      round      cancelled                  L  L  L  L  L  x  x  x  w  w  x  x  x  w
  admin:round:counting  round      before                     L  L  L  L  L  x  x  x  r  r  x  x  x  r
  admin:round:counting  counted    before                     L  L  L  L  L  x  x  x  w  w  x  x  x  w
  admin:round:change_result round  before                     L  L  L  L  L  x  x  x  r  r  x  x  x  r
  admin:round:change_result counted before                    L  L  L  L  L  x  x  x  w  w  x  x  x  w
  admin:round:try_rules -          before                     L  L  L  L  L  x  x  x  r  r  x  x  r  r
  admin:round:time_line round      before                     L  L  L  L  L  x  x  x  -  -  x  x  -  -
  admin:round:codes     codes      before                     L  L  L  L  L  x  x  x  w  w  x  x  x  w
  admin:round:code_sheets codes    before                     L  L  L  L  L  x  x  x  r  r  x  x  x  r
  admin:round:papers    codes      before                     L  L  L  L  L  x  w  x  w  w  x  x  x  w
  admin:round:paper_ballot codes   before                     L  L  L  L  L  x  r  x  r  r  x  x  x  r
  admin:round:delete    round      before                     L  L  L  L  L  x  x  x  x  x  x  x  x  x
  admin:proposal:create -          before                     L  L  L  L  L  x  w  x  w  w  x  r  r  w
  admin:proposal:edit   received   before                     L  L  L  L  L  x  w  x  w  w  x  x  x  w
  admin:proposal:edit   declined   before                     L  L  L  L  L  x  w  x  w  w  x  x  x  w
  admin:proposal:delete received   before                     L  L  L  L  L  x  x  x  x  x  x  x  x  x
  admin:payment:create  -          before                     L  L  L  L  L  x  x  x  w  w  x  x  r  w
  admin:payment:edit    payment    before                     L  L  L  L  L  x  x  x  w  w  x  x  x  w
  admin:payment:delete  payment    before                     L  L  L  L  L  x  x  x  x  x  x  x  x  x
  admin:project:create  -          before                     L  L  L  L  L  x  x  x  x  x  x  x  x  x
  admin:project:edit    project    before                     L  L  L  L  L  x  x  x  w  w  x  x  x  w
  admin:project:correct said       before                     L  L  L  L  L  x  x  x  w  w  x  x  x  w
  admin:project:delete  project    before                     L  L  L  L  L  x  x  x  x  x  x  x  x  x
# --- last, since it logs out
  leave_ballot          -          voting                     r  r  r  r  r  r  r  r  r  r  r  r  r  r
"""

SENT: dict[str, dict[str, Any]] = {
    "new_proposal": {"title": "Ny bänk"},
    "draft": {"title": "En annan bänk", "version": 1},
    "inquiry": {"text": "Vi gör det."},
    "tell_of_project": {"text": "Vi har grävt."},
    "merge": {"answer": "yes"},
    "receipt_lookup": {"kvitto": "AAA-AAA-AAA"},
    "voting_code": {"code": "K7QF-2M9D-XR4P"},
    "admin:round:codes": {"act": "make", "name": "Storgatan", "size": "10"},
    "admin:round:papers": {"act": "pile", "papers": "3"},
    "admin:round:acts": {"ask": "cancel", "reason": "Vi behöver tänka om."},
    "admin:round:challenge": {"step": "confirm"},
    "admin:round:counting": {"recount": "1"},
    "admin:proposal:create": PAPER,
    "admin:proposal:edit": {"act": "ask", "text": "Hur?"},
    "admin:payment:edit": {"what": "Fel förslag"},
    "admin:project:edit": {
        "act": "new_step",
        "title": "Målat",
        "planned_on": "2030-05-01",
        "precision": "month",
    },
    "admin:project:correct": {"text": "Vi har målat bänken."},
}
"""What is sent to an address that takes something; of the others nothing but the button."""


class Row(NamedTuple):
    """One line of a table. `cells` by the name of the person."""

    address: str
    of: str
    states: tuple[str, ...]
    cells: dict[str, str]


def rows_of(table: str) -> list[Row]:
    """The lines of a table."""
    lines = [line.split() for line in table.strip().splitlines() if not line.startswith("#")]
    return [
        Row(address, of, tuple(states.split("+")), dict(zip(PEOPLE, cells, strict=True)))
        for address, of, states, *cells in lines
    ]


def names_of_addresses() -> set[str]:
    """Every address of the app and of its part of the editors' side."""
    return {name for name in _names(get_resolver().url_patterns) if "budgeting" in name}


def _names(patterns: Any, namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or ''}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _names(pattern.url_patterns, inner)


def short(name: str) -> str:
    """How the tables call an address."""
    return re.sub(r"^budgeting(?::|_(\w+)_modeladmin_)", lambda m: f"admin:{m[1]}:" if m[1] else "", name)


def path_of(world: World, row: Row) -> str:
    """The address of a row in the world."""
    name, of = row.address, row.of
    proposal = world.proposals.get(of)
    if of == "programme" and not name.startswith("page:"):
        return reverse(f"budgeting:{name}", args=[world.programme.url.lstrip("/")])
    if name.startswith("page:"):
        return {"round": world.page, "programme": world.programme}[of].url
    if name.startswith("admin:"):
        return _admin_path(world, *name.split(":")[1:], of=of)
    number = [world.round.pk, proposal.number] if proposal else []
    numbers: dict[str, list[Any]] = {
        "proposal": number,
        "proposal_by_name": [*number, proposal.slug] if proposal else [],
        "follow_project": [world.funded.round_id, world.funded.number] if of == "funded" else number,
        "withdraw_proposal": number,
        "picture": [world.files[of][0].pk, "stor"] if of in world.files else [],
        "attachment": [_attachment(world, of)],
        "inquiry": [(world.paper_inquiry if of == "paper" else world.inquiry).pk],
        "merge": [world.merge.pk],
        "draft": [world.drafts[of].pk if of in world.drafts else 0],
        "remove_draft": [world.drafts[of].pk if of in world.drafts else 0],
        "project_picture": [world.project_picture(of).pk, "stor"] if of in ("said", "text") else [],
        "voucher": [world.voucher.pk],
        "tell_of_project": [world.project.pk],
        "my_proposals": [],
        "eid_done": [],
        "counting_program": [],
        "open_data_file": [world.round.pk, "resultat.csv"],
        "confirm_follow": [_token(world, "follow", of)],
        "unfollow_round": [_token(world, "unfollow", of)],
    }
    round_ = world.coded if of == "codes" else world.round
    return reverse(f"budgeting:{name}", args=numbers.get(name, [round_.pk]))


def _token(world: World, purpose: tokens.Purpose, of: str) -> str:
    asked_at = world.follow.created_at if purpose == "follow" else None
    return tokens.sign(purpose, world.follow.pk, asked_at) if of == "follow" else f"{world.follow.pk}.forged"


def _attachment(world: World, of: str) -> int:
    return world.paper_file.pk if of == "paper" else world.files[of][1].pk if of in world.files else 0


def _admin_path(world: World, model: str, action: str, *, of: str) -> str:
    things: dict[str, Any] = {
        "round": world.round,
        "codes": world.coded,
        "counted": world.funded.round,
        "payment": world.payment,
        "project": world.project,
        "said": world.said,
        **world.proposals,
    }
    args = [] if of in ("-", "export") or action == "time_line" else [things[of].pk]
    if action == "confirm":
        args.append(world.pause_request.pk)
    if action == "challenge":
        args.append(world.challenge.pk)
    path = reverse(f"budgeting_{model}_modeladmin_{action}", args=args)
    if action in ("create", "time_line"):
        return f"{path}?round={world.round.pk}"
    return f"{path}?export=csv" if of == "export" else path


def sent_to(world: World, row: Row) -> dict[str, Any]:
    """What a POST of the row carries."""
    if row.address in ("follow_round", "follow_project"):
        with at(world.now["public"] - MINUTE):
            return {"email": "ny@example.org", "opened": stamp("follow"), "website": ""}
    if row.address == "ballot":
        return {"declared": "1", "choices": [str(world.proposals["accepted"].pk)]}
    if row.address == "admin:round:voting":
        receipt = world.round.receipts.order_by("pk").last()  # of the first one, somebody asks already
        return {"ask": "1", "ballot": receipt.pk if receipt else 1, "reason": "Lånad kod."}
    if row.address == "admin:round:change_result":
        newest = world.funded.round.counts.first()
        return {"out_1": "on", "reason": "Drar sig ur.", "seen": newest.pk, "step": "do"}
    if row.address == "admin:payment:create":
        today = world.now["before"].date().isoformat()
        return {"proposal": world.funded.pk, "amount_ore": "1", "paid_on": today, "what": "Skruvar"}
    return SENT.get(row.address, {})


def write_statements(queries: CaptureQueriesContext) -> list[str]:
    """What was written in the app's tables, and what a worker was told to seal."""
    return [
        query["sql"][:150]
        for query in queries.captured_queries
        if re.match(r'\s*(INSERT INTO|UPDATE|DELETE FROM) "?budgeting_', query["sql"])
        or (query["sql"].startswith('INSERT INTO "django_tasks') and "seal_round_task" in query["sql"])
    ]


def outcome(response: HttpResponse, *, wrote: bool) -> str:
    """The letter of the tables for an answer."""
    status, goal = response.status_code, response.headers.get("Location", "")
    if status == 302 and "next=" in goal:
        return "L"
    if status == 403 or (status == 302 and goal == reverse("wagtailadmin_home")):
        return "x"
    if response.request["REQUEST_METHOD"] == "POST" and status in (200, 302, 409, 422):
        return "w" if wrote else "r"
    return {200: "v", 301: ">", 302: ">", 400: "?", 404: ".", 405: "-"}.get(status, str(status))


def faults(table: list[Row], world: World, state: str, *, post: bool) -> list[str]:
    """Where the site answers otherwise than the rows of the state say."""
    clients = {who: world.client(who) for who in PEOPLE}
    found = []
    for number, row in enumerate(table):
        if state not in row.states:
            continue
        path = path_of(world, row)
        sent = sent_to(world, row) if post else None
        asked = people_for(number + STATES.index(state))
        for who, wanted in row.cells.items():
            if wanted == "_" or who not in asked:
                continue
            got, wrote = ask(clients[who], path, sent)
            if got != wanted or (wrote and got != "w"):
                found.append(f"{row.address} of {row.of}, {state}, {who}: {got} instead of {wanted} {wrote}")
    return found


def people_for(number: int) -> set[str]:
    """Everybody at full scale; else the one who is not logged in and every third other, by row and state in turn."""
    everybody = list(PEOPLE)
    if is_full():
        return set(everybody)
    return {everybody[0], *everybody[1 + number % 3 :: 3]}


def ask(client: Client, path: str, sent: dict[str, Any] | None) -> tuple[str, list[str]]:
    """The letter of a GET, or of a POST of `sent`, and what was written; it is undone."""
    reset_queries()  # the log holds only so many
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        response = client.get(path) if sent is None else client.post(path, sent)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    wrote = write_statements(queries)
    return outcome(response, wrote=bool(wrote)), wrote


LOOKED, SENT_TO = rows_of(LOOK), rows_of(SEND)


def test_every_address_has_its_rows():
    names = {short(name) for name in names_of_addresses()}
    assert names - {row.address for row in LOOKED} == set(), "addresses without a row in LOOK"
    lists = {name for name in names if name.endswith(":index")}
    assert names - lists - {row.address for row in SENT_TO} == set(), "addresses without a row in SEND"
    asked = {row.address for row in (*LOOKED, *SENT_TO) if not row.address.startswith("page:")}
    assert asked <= names, "rows of addresses that are no more"
    assert {state for row in (*LOOKED, *SENT_TO) for state in row.states} == set(STATES)


@pytest.fixture(scope="module")
def made(module_db):
    return World()


@pytest.fixture
def world(made, db):
    return deepcopy(made)


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_everyone_gets_at_what_the_tables_say_and_nothing_else(world, state):
    world.enter(state)
    with at(world.now[state]):
        found = faults(LOOKED, world, state, post=False) + faults(SENT_TO, world, state, post=True)
    assert not found, "\n".join(found)


def test_at_any_scale_every_role_is_asked_within_three_states_or_rows(monkeypatch):
    monkeypatch.setenv("RADSLAG_SCALE", "0.05")
    assert all(set().union(*(people_for(n + more) for more in range(5))) == set(PEOPLE) for n in range(5))
    assert all(len(people_for(number)) > len(PEOPLE) // 3 for number in range(3))
    monkeypatch.setenv("RADSLAG_SCALE", "1")
    assert people_for(2) == set(PEOPLE)


@pytest.mark.django_db
def test_without_a_token_nothing_is_carried_out(world):
    client = Client(enforce_csrf_checks=True)
    log_in_by_code(client, world.people["super"])
    by_mail_program = {"unfollow_round"}  # RFC 8058: its token says whose it is
    takes = {row.address: row for row in SENT_TO if row.cells["super"] != "-"}
    answers = {
        name: client.post(path_of(world, row), sent_to(world, row)).status_code for name, row in takes.items()
    }
    assert {name for name, status in answers.items() if status != 403} == by_mail_program
