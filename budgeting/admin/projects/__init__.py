"""What became of proposals that got money: a project's page, its plan and updates, its ledger, payments."""
