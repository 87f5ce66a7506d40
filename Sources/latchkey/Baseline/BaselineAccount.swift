import AWS
import Baseline
import Concurrency
import FoundationEssentials
import IAMPolicy

/// The account that a command is about, and the file that says what it should have.
struct BaselineAccount {
    let file: AccountFile
    /// Where the file is.
    let path: String
    let iam: IAM
    /// In the file's Region, or the caller's where it names none.
    let dynamoDB: DynamoDB
    /// Whose credentials these are.
    let caller: ARN
    private let planCaller: PlanCaller
    private let context: CommandContext

    /// Finds out which account the credentials are of, and reads the file for it.
    init(_ options: BaselineOptions, in context: CommandContext) async throws(CommandError) {
        self.context = context
        var patient = context
        // IAM throttles writes hard, and a change must not stop half done for that.
        patient.retry = .patient
        let session = try AWSSession(options.aws, in: patient)
        let caller = try await session.caller()
        self.caller = caller.caller.arn
        planCaller = PlanCaller(
            self.caller, credentials: caller.found.credentials.sessionToken == nil ? .accessKey : .session
        )
        path = options.file
        file = try Self.read(
            options.file, for: AWSAccount(id: caller.caller.account, partition: caller.client.partition), context)
        let client = session.client(
            signingWith: caller.found.credentials, in: file.region,
            rateLimiter: RateLimiter(maximumRate: 20, timekeeper: context.timekeeper))
        (iam, dynamoDB) = (IAM(client), DynamoDB(client))
    }

    private static func read(
        _ path: String, for account: AWSAccount, _ context: CommandContext
    ) throws(CommandError) -> AccountFile {
        let bytes: [UInt8]
        do throws(FileUnreadable) {
            bytes = try self.bytes(of: path, context)
        } catch {
            throw CommandError(.configuration, "\(path) \(error.reason)")
        }
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        do throws(AccountFileError) {
            let (file, warnings) = try AccountFileReader.read(bytes, for: account) {
                (name) throws(FileUnreadable) -> [UInt8] in
                let beside = name.hasPrefix("/") || folder.isEmpty ? name : "\(folder)/\(name)"
                return try Self.bytes(of: beside, context)
            }
            for warning in warnings { context.streams.error("\(path): \(warning)") }
            return file
        } catch {
            for fault in error.faults.dropLast() { context.streams.error("\(path): \(fault)") }
            throw CommandError(.configuration, "\(path): \(error.faults.last?.description ?? "")")
        }
    }

    private static func bytes(of path: String, _ context: CommandContext) throws(FileUnreadable) -> [UInt8] {
        guard let bytes = try context.files.bytes(of: path) else { throw FileUnreadable("isn't there") }
        return bytes
    }

    /// What the account has.
    func observe() async throws(CommandError) -> ObservedAccount {
        do throws(AWSError) {
            return try await AccountReader(iam: iam, dynamoDB: dynamoDB).read(for: file)
        } catch {
            throw CommandError(error)
        }
    }

    func plan(adopting adoption: Adoption = .nothing) async throws(CommandError) -> AccountPlan {
        if let unknown = adoption.unknown(among: file.entities).first {
            throw CommandError(.usage, "--adopt \(unknown): the file names no such thing")
        }
        let observed = try await observe()
        do throws(MalformedPolicy) {
            return try AccountPlanner.plan(file, for: observed, adopting: adoption, by: planCaller)
        } catch {
            throw CommandError(.configuration, "a policy can't be read: \(error)")
        }
    }

    func destruction(adopted: AccountPlanner.AdoptedFate) async throws(CommandError) -> AccountPlan {
        let observed: ObservedAccount
        do throws(AWSError) {
            observed = try await AccountReader(iam: iam, dynamoDB: dynamoDB).read(forDestructionOf: file)
        } catch {
            throw CommandError(error)
        }
        do throws(MalformedPolicy) {
            return try AccountPlanner.destruction(
                of: file, in: observed, adopted: adopted, by: planCaller)
        } catch {
            throw CommandError(.configuration, "a policy can't be read: \(error)")
        }
    }

    /// Does what the plan says, with a line of standard error for each step.
    ///
    /// - Parameters:
    ///   - plan: what is to be done.
    ///   - places: where Latchkey's servers keep what people who go lose as well.
    ///   - log: is told each step, too.
    ///   - stages: what of it is to be done.
    /// - Throws: which step failed, and why.
    func apply(
        _ plan: AccountPlan, _ places: LatchkeyPlaces, _ log: BaselineLog,
        stages: ClosedRange<Stage> = .adopt ... .removePolicies
    ) async throws(CommandError) {
        let streams = context.streams
        let writer = AccountWriter(
            iam: iam, dynamoDB: dynamoDB, owner: Tag(key: AccountFile.ownerTag, value: file.name),
            offboarding: places.offboarding(by: iam.client, context.timekeeper), timekeeper: context.timekeeper
        ) { name, step, outcome in
            streams.log(CommandError.line("user/\(name): \(OffboardingReport.line(step, outcome))"))
            await log.note(step, on: name, outcome)
        }
        let applier = AccountApplier(writer: writer) { done, total, step in
            streams.log(CommandError.line("\(done)/\(total) \(step.entity.words): \(step.words)"))
            await log.note(step.words, on: step.entity.words)
        }
        do throws(ApplyError) {
            try await applier.apply(plan, stages: stages)
        } catch {
            await log.note(error.words, on: error.entity.words, result: error.error.label)
            let reason = CommandError(error.error)
            throw CommandError(
                reason.status,
                "\(error.entity.words): \(error.words): \(reason); what was done stays done: run it again to go on")
        }
    }
}
